package io.holdfast.platform;

import io.holdfast.web.ReaderLimit;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Receives requests and passes them on. There is one for each event loop, with connections of its own. */
final class GatewayVerticle extends VerticleBase {

    private final int port;
    private final IngressRules rules;
    private final Replicas replicas;
    private final Supplier<Health> health;
    private final DevMail mail;
    private final ClientTimes times;
    private final RefusedRequests refused;
    private final StreamLimits streamLimits;
    private final ReaderLimit streamReaders;

    /** @param streamReaders counts the readers of shared streams of all event loops */
    GatewayVerticle(
            int port,
            IngressRules rules,
            Replicas replicas,
            Supplier<Health> health,
            DevMail mail,
            ClientTimes times,
            RefusedRequests refused,
            StreamLimits streamLimits,
            ReaderLimit streamReaders) {
        this.port = port;
        this.rules = rules;
        this.replicas = replicas;
        this.health = health;
        this.mail = mail;
        this.times = times;
        this.refused = refused;
        this.streamLimits = streamLimits;
        this.streamReaders = streamReaders;
    }

    @Override
    public Future<?> start() {
        HttpClient client = client(new PoolOptions().setHttp1MaxSize(2_000).setMaxWaitQueueSize(2_000));
        HttpProxy proxy = proxy(client, this::serviceOf)
                .addInterceptor(new ForwardingInterceptor(rules.maxBodySize()))
                .addInterceptor(new RetryInterceptor());
        // Connections of their own, so that no number of open streams takes those that orders need.
        HttpClient forStreams =
                client(new PoolOptions().setHttp1MaxSize(streamLimits.own()).setMaxWaitQueueSize(0));
        HttpProxy ownStreams = proxy(forStreams, this::serviceOf)
                .addInterceptor(new ForwardingInterceptor(rules.maxBodySize()))
                .addInterceptor(new RetryInterceptor());
        SharedStreams sharedStreams = new SharedStreams(vertx, forStreams, replicas, streamReaders, ownStreams);
        Handler<HttpServerRequest> passOn = request -> {
            if (SharedStreams.isFor(request)) {
                sharedStreams.receive(request);
            } else if (SharedStreams.isStream(request)) {
                ownStreams.handle(request);
            } else {
                proxy.handle(request);
            }
        };
        SlowClients slow = SlowClients.watchedBy(vertx, times, refused);
        List<Future<?>> listening = new ArrayList<>();
        listening.add(server(port, slow)
                .connectionHandler(slow::connected)
                .requestHandler(request -> {
                    if (slow.received(request)) {
                        receive(request, passOn, slow);
                    }
                })
                .listen());
        replicas.entryPorts().forEach((service, entryPort) -> {
            HttpProxy inside = proxy(client, _ -> service).addInterceptor(new RetryInterceptor());
            listening.add(server(entryPort, slow).requestHandler(inside).listen());
        });
        return Future.all(listening);
    }

    private HttpClient client(PoolOptions pool) {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setKeepAlive(true)
                        // Shorter than the services keep an idle connection, so that none is closed under a request.
                        .setKeepAliveTimeout(10)
                        .setConnectTimeout(2_000),
                pool);
    }

    private HttpProxy proxy(HttpClient client, Function<ProxyContext, Service> choice) {
        return HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                .origin((ProxyContext context) ->
                        ReplicaChoice.of(context, choice, replicas).connect());
    }

    private HttpServer server(int port, SlowClients slow) {
        return vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setReuseAddress(true)
                        // As at an Ingress: HTTP/2 is for TLS only.
                        .setHttp2ClearTextEnabled(false)
                        .setMaxHeaderSize(32 * 1024)
                        // As nginx: a choice of many seats is part of an address.
                        .setMaxInitialLineLength(8 * 1024)
                        // No service has WebSockets.
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setHandle100ContinueAutomatically(true))
                .invalidRequestHandler(request -> {
                    refused.count(RefusedRequests.Reason.UNREADABLE);
                    slow.end(request.connection());
                    ErrorResponses.sendUnreadable(request);
                });
    }

    private void receive(HttpServerRequest request, Handler<HttpServerRequest> passOn, SlowClients slow) {
        String path = request.path();
        if (path == null || request.authority() == null || !RequestForm.isClear(request)) {
            refused.count(RefusedRequests.Reason.AMBIGUOUS);
            slow.end(request.connection());
            ErrorResponses.sendMalformed(request);
        } else if (path.equals("/healthz")) {
            answerHealth(request);
        } else if (DevMail.isFor(request)) {
            vertx.executeBlocking(() -> mail.answer(request), false);
        } else if (rules.match(path).isEmpty()) {
            ErrorResponses.sendNotFound(request);
        } else if (declaredLength(request) > rules.maxBodySize()) {
            refuseBody(request);
        } else {
            passOn.handle(request);
        }
    }

    private static long declaredLength(HttpServerRequest request) {
        try {
            String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Reads the body before it answers: a client that is still sending would see a broken connection instead of the answer. */
    private static void refuseBody(HttpServerRequest request) {
        long[] received = {0};
        request.handler(piece -> {
            received[0] += piece.length();
            if (received[0] > ForwardingInterceptor.DRAIN_LIMIT) {
                request.connection().close();
            }
        });
        request.endHandler(_ -> ErrorResponses.sendTooLarge(request));
    }

    private void answerHealth(HttpServerRequest request) {
        vertx.executeBlocking(health::get, false)
                .onSuccess(answer -> request.response()
                        .setStatusCode(answer.up() ? 200 : 503)
                        .putHeader("Content-Type", "application/json")
                        .putHeader("Cache-Control", "no-store")
                        .end(answer.json()))
                .onFailure(_ -> request.response().setStatusCode(503).end());
    }

    private Service serviceOf(ProxyContext context) {
        String path = String.valueOf(context.request().proxiedRequest().path());
        return Service.ofModule(rules.match(path).orElseThrow().service());
    }
}
