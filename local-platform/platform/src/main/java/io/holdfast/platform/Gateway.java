package io.holdfast.platform;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.MediaType;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.net.BindException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The front door: sends each request to a replica of the service that the Ingress rules name, and streams the answer back.
 *
 * <p>Does locally what ingress-nginx does on a cluster: the longest path wins, {@code Host} stays what the client said,
 * {@code X-Forwarded-*} say where it came from, bodies over the limit are refused, and a service that is down gives an answer
 * a person or a program can do something with.
 *
 * <p>Replicas take turns. One that cannot serve is passed over, and a request that it did not even take goes to the next. What a
 * replica may have begun is repeated only where that is harmless ({@code GET}, {@code HEAD}): whoever sent anything else knows
 * better whether to, and has an Idempotency-Key. Where there are several replicas the gateway also stands in for each service
 * towards the others, as a Kubernetes Service does.
 */
final class Gateway implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    /** Longer than anything of ours takes; a stream's head comes at once. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    /** Beyond this, whoever keeps sending a refused body is cut off. */
    private static final long DRAIN_LIMIT = 64L * 1024 * 1024;

    private final Vertx vertx;
    private final int port;

    private Gateway(Vertx vertx, int port) {
        this.vertx = vertx;
        this.port = port;
    }

    /**
     * Starts to listen on loopback.
     *
     * @param replicas of each service the rules name
     * @param health what {@code GET /healthz} answers
     */
    static Gateway start(int port, IngressRules rules, Replicas replicas, Supplier<Health> health) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(Math.max(2, Runtime.getRuntime().availableProcessors()))
                .setInternalBlockingPoolSize(2)
                .setWorkerPoolSize(4)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        var deployment =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        try {
            vertx.deployVerticle(() -> new FrontDoor(port, rules, replicas, health), deployment)
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
        return new Gateway(vertx, port);
    }

    int port() {
        return port;
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

    /**
     * @param up whether everything can serve
     * @param json says it part by part
     */
    record Health(boolean up, String json) {}

    /** One per event loop, each with connections of its own. */
    private static final class FrontDoor extends VerticleBase {

        private final int port;
        private final IngressRules rules;
        private final Replicas replicas;
        private final Supplier<Health> health;

        FrontDoor(int port, IngressRules rules, Replicas replicas, Supplier<Health> health) {
            this.port = port;
            this.rules = rules;
            this.replicas = replicas;
            this.health = health;
        }

        @Override
        public Future<?> start() {
            var client = vertx.createHttpClient(
                    new HttpClientOptions()
                            .setKeepAlive(true)
                            // Shorter than the services keep an idle connection, or a request would meet one just
                            // closed.
                            .setKeepAliveTimeout(10)
                            .setConnectTimeout(2_000),
                    // Each open availability stream occupies a connection.
                    new PoolOptions().setHttp1MaxSize(2_000).setMaxWaitQueueSize(2_000));
            HttpProxy proxy = proxy(client, this::named)
                    .addInterceptor(new Forwarding(rules.maxBodySize()))
                    .addInterceptor(new Sending());
            List<Future<?>> listening = new ArrayList<>();
            listening.add(listen(port, request -> receive(request, proxy)));
            replicas.doors().forEach((service, door) -> {
                HttpProxy inside = proxy(client, _ -> service).addInterceptor(new Sending());
                listening.add(listen(door, inside));
            });
            return Future.all(listening);
        }

        private HttpProxy proxy(HttpClient client, Function<ProxyContext, Service> choice) {
            return HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                    .origin((ProxyContext context) ->
                            Turn.of(context, choice, replicas).connect());
        }

        private Future<?> listen(int port, Handler<HttpServerRequest> receiver) {
            return vertx.createHttpServer(new HttpServerOptions()
                            .setHost("127.0.0.1")
                            .setPort(port)
                            .setReuseAddress(true)
                            // As an Ingress in front would have it: HTTP/2 is for TLS.
                            .setHttp2ClearTextEnabled(false)
                            .setMaxHeaderSize(32 * 1024)
                            .setHandle100ContinueAutomatically(true))
                    .requestHandler(receiver)
                    .invalidRequestHandler(Answers::sendUnreadable)
                    .listen();
        }

        private void receive(HttpServerRequest request, HttpProxy proxy) {
            String path = request.path();
            if (path == null || request.authority() == null) {
                Answers.sendMalformed(request);
            } else if (path.equals("/healthz")) {
                answerHealth(request);
            } else if (rules.match(path).isEmpty()) {
                Answers.sendNotFound(request);
            } else if (declaredLength(request) > rules.maxBodySize()) {
                refuseBody(request);
            } else {
                proxy.handle(request);
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

        /** Reads what is being sent before it answers: a client that still writes would see a broken connection instead. */
        private static void refuseBody(HttpServerRequest request) {
            long[] received = {0};
            request.handler(piece -> {
                received[0] += piece.length();
                if (received[0] > DRAIN_LIMIT) {
                    request.connection().close();
                }
            });
            request.endHandler(_ -> Answers.sendTooLarge(request));
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

        private Service named(ProxyContext context) {
            String path = String.valueOf(context.request().proxiedRequest().path());
            return Service.ofModule(rules.match(path).orElseThrow().service());
        }
    }

    /** The replicas that one request may still go to. */
    private static final class Turn {

        private static final String KEY = Turn.class.getName();

        private final ProxyContext context;
        private final Deque<Replica> left;

        private Turn(ProxyContext context, List<Replica> replicas) {
            this.context = context;
            this.left = new ArrayDeque<>(replicas);
        }

        /** The same one when a request is repeated. */
        static Turn of(ProxyContext context, Function<ProxyContext, Service> choice, Replicas replicas) {
            Turn turn = context.get(KEY, Turn.class);
            if (turn == null) {
                turn = new Turn(context, replicas.inTurn(choice.apply(context)));
                context.set(KEY, turn);
            }
            return turn;
        }

        static boolean isOver(ProxyContext context) {
            Turn turn = context.get(KEY, Turn.class);
            return turn == null || turn.left.isEmpty();
        }

        /** To the first that takes it. Nothing has been sent to any that does not. */
        Future<HttpClientRequest> connect() {
            Replica replica = left.poll();
            if (replica == null) {
                return Future.failedFuture("No replica takes the request");
            }
            var address = SocketAddress.inetSocketAddress(replica.port(), "127.0.0.1");
            return context.client()
                    .request(new RequestOptions().setServer(address))
                    .recover(failure -> {
                        if (failure instanceof ConnectException) {
                            replica.refused();
                        }
                        return left.isEmpty() ? Future.failedFuture(failure) : connect();
                    });
        }
    }

    private record Forwarding(long maxBodySize) implements ProxyInterceptor {

        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            ProxyRequest request = context.request();
            HttpServerRequest received = request.proxiedRequest();
            HostAndPort authority = received.authority();
            if (authority != null) {
                request.setAuthority(authority);
                // Set, not added: whatever a client claims to have been forwarded is of no interest at the front door.
                MultiMap headers = request.headers();
                headers.set("X-Forwarded-For", received.remoteAddress().hostAddress());
                headers.set("X-Forwarded-Proto", "http");
                headers.set("X-Forwarded-Host", authority.toString());
                headers.set(
                        "X-Forwarded-Port",
                        String.valueOf(received.localAddress().port()));
                headers.remove("Forwarded");
                headers.remove("X-Forwarded-Prefix");
            }
            return measured(received)
                    .compose(
                            body -> {
                                body.ifPresent(collected -> request.setBody(Body.body(collected)));
                                return context.sendRequest();
                            },
                            tooLarge -> Future.succeededFuture(answer(request, 413, Answers.tooLarge(received))));
        }

        /** A body of undeclared length is rare, and measured before a service has to deal with it; any other is streamed. */
        private Future<Optional<Buffer>> measured(HttpServerRequest request) {
            if (!"chunked".equalsIgnoreCase(request.getHeader(HttpHeaders.TRANSFER_ENCODING))) {
                return Future.succeededFuture(Optional.empty());
            }
            Promise<Optional<Buffer>> whole = Promise.promise();
            Buffer collected = Buffer.buffer();
            long[] received = {0};
            request.handler(piece -> {
                received[0] += piece.length();
                if (received[0] <= maxBodySize) {
                    collected.appendBuffer(piece);
                } else if (received[0] > DRAIN_LIMIT) {
                    request.connection().close();
                }
            });
            request.exceptionHandler(whole::tryFail);
            request.endHandler(_ -> {
                if (received[0] > maxBodySize) {
                    whole.tryFail("too large");
                } else {
                    whole.tryComplete(Optional.of(collected));
                }
            });
            request.resume();
            return whole.future();
        }
    }

    /** Waits for the answer, asks another replica where that is harmless, and answers itself if there is none. */
    private record Sending() implements ProxyInterceptor {

        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            return context.sendRequest()
                    .timeout(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .map(Sending::withoutBody)
                    .recover(failure -> {
                        ProxyRequest request = context.request();
                        if (failure instanceof TimeoutException
                                || Turn.isOver(context)
                                || !isHarmless(request.proxiedRequest())) {
                            return Future.succeededFuture(unavailable(request, failure));
                        }
                        // What it brought, nothing, has been read.
                        request.setBody(Body.body(Buffer.buffer()));
                        return handleProxyRequest(context);
                    });
        }

        /** "Not modified" has no body, not even an empty one in chunks, which some clients would wait for. */
        private static ProxyResponse withoutBody(ProxyResponse response) {
            if (response.getStatusCode() == 304) {
                MultiMap headers = HttpHeaders.headers().addAll(response.headers());
                response.release().headers().addAll(headers);
            }
            return response;
        }

        private static boolean isHarmless(HttpServerRequest request) {
            boolean reads =
                    request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
            String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
            return reads
                    && (length == null || length.equals("0"))
                    && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null;
        }

        private static ProxyResponse unavailable(ProxyRequest request, Throwable failure) {
            HttpServerRequest received = request.proxiedRequest();
            log.debug("No answer to {} {}", received.method(), received.path(), failure);
            return answer(request, 503, Answers.unavailable(received)).putHeader("retry-after", "2");
        }
    }

    private static ProxyResponse answer(ProxyRequest request, int status, Answers.Answer answer) {
        return request.release()
                .response()
                .setStatusCode(status)
                .putHeader("cache-control", "no-store")
                .setBody(Body.body(Buffer.buffer(answer.body()), MediaType.parse(answer.contentType())));
    }
}
