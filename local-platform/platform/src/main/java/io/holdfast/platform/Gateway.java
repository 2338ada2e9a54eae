package io.holdfast.platform;

import io.holdfast.web.ReaderLimit;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.BindException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The gateway: sends each request to a replica of the service that the Ingress rules name, and streams the answer back.
 *
 * <p>It does locally what ingress-nginx does on a cluster: the longest path wins, {@code Host} stays as the client sent it,
 * {@code X-Forwarded-*} name the client, bodies over the limit are refused, and when a service is down the answer is a problem or a
 * page. Requests that two servers may read differently are refused, and clients have a limited time to send one.
 *
 * <p>Replicas take turns. One that cannot serve is passed over, and a request that it did not accept goes to the next. A request that
 * a replica may have begun is repeated only if it is a {@code GET} or {@code HEAD}; for any other the client decides, with its
 * Idempotency-Key. Who watch the same event share a stream of the service. With several replicas the gateway also has a port for each
 * service, on which the other services reach its replicas, as through a Kubernetes Service.
 */
final class Gateway implements AutoCloseable {

    private final Vertx vertx;
    private final int port;
    private final RefusedRequests refused;

    private Gateway(Vertx vertx, int port, RefusedRequests refused) {
        this.vertx = vertx;
        this.refused = refused;
        this.port = port;
    }

    /**
     * Starts to listen on loopback.
     *
     * @param replicas of each service the rules name
     * @param health what {@code GET /healthz} answers
     * @param mail what {@code /dev/mail} answers
     */
    static Gateway start(int port, IngressRules rules, Replicas replicas, Supplier<Health> health, DevMail mail) {
        return start(port, rules, replicas, health, mail, ClientTimes.usual(), StreamLimits.usual());
    }

    static Gateway start(
            int port,
            IngressRules rules,
            Replicas replicas,
            Supplier<Health> health,
            DevMail mail,
            ClientTimes times,
            StreamLimits streams) {
        RefusedRequests refused = new RefusedRequests();
        ReaderLimit readers = new ReaderLimit(streams.shared(), streams.perAddress());
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(Math.max(2, Runtime.getRuntime().availableProcessors()))
                .setInternalBlockingPoolSize(2)
                .setWorkerPoolSize(4)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        DeploymentOptions deployment =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        try {
            vertx.deployVerticle(
                            () -> new GatewayVerticle(
                                    port, rules, replicas, health, mail, times, refused, streams, readers),
                            deployment)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            vertx.close();
            if (e.getCause() instanceof BindException cause) {
                throw new IllegalStateException(
                        "the gateway cannot have port %d (%s). End what uses it, or choose another: --port N"
                                .formatted(port, cause.getMessage()),
                        e);
            }
            throw e;
        }
        return new Gateway(vertx, port, refused);
    }

    int port() {
        return port;
    }

    RefusedRequests refused() {
        return refused;
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .exceptionally(_ -> null)
                .join();
    }
}
