package io.holdfast.platform;

import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ReaderLimit;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The open streams of availability. All who watch an event are told what one stream of events-service tells: that one has a thread, buffers
 * and a connection there, a reader only a connection here. Belongs to one event loop, on which all of it runs.
 *
 * <p>The stream of events-service is asked for without credentials, so it tells what anybody may know. Where it is refused each request is
 * passed on by itself, with its credentials, and gets the answer of the service.
 */
final class SharedStreams {

    private static final Pattern PATH = Pattern.compile("/api/events/[^/]+/availability/stream");
    private static final String EVENT_STREAM = "text/event-stream";

    /** Longer than events-service is ever silent in a stream. */
    private static final Duration SILENT_AT_MOST = Duration.ofSeconds(60);

    /** Before a stream that ended is opened again. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    /** Bytes that wait for a slow reader. It misses what comes meanwhile, and then gets the latest. */
    private static final int MAX_WAITING = 4_096;

    private static final Set<String> OF_CONNECTION = Set.of("connection", "date", "keep-alive", "transfer-encoding");

    private final Vertx vertx;
    private final HttpClient client;
    private final Replicas replicas;
    private final ReaderLimit limit;
    private final Handler<HttpServerRequest> passOn;
    private final Map<String, Shared> byPath = new HashMap<>();

    /**
     * @param client for streams
     * @param limit of all event loops together
     * @param passOn gets the requests that are not for a shared stream
     */
    SharedStreams(
            Vertx vertx, HttpClient client, Replicas replicas, ReaderLimit limit, Handler<HttpServerRequest> passOn) {
        this.vertx = vertx;
        this.client = client;
        this.replicas = replicas;
        this.limit = limit;
        this.passOn = passOn;
    }

    /** Whether a request is for an event stream, shared or not. */
    static boolean isStream(HttpServerRequest request) {
        String path = request.path();
        return path != null && path.endsWith("/stream");
    }

    /** Whether anybody who sends this request may get the same stream. A token is for the service to check. */
    static boolean isFor(HttpServerRequest request) {
        String path = request.path();
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return request.method().equals(HttpMethod.GET)
                && path != null
                && request.query() == null
                && PATH.matcher(path).matches()
                && (accept == null || accept.contains(EVENT_STREAM) || accept.contains("*/*"))
                && request.getHeader(HttpHeaders.AUTHORIZATION) == null
                && !RequestForm.hasBody(request);
    }

    void receive(HttpServerRequest request) {
        ClientNetwork network = ClientNetwork.of(request.remoteAddress().hostAddress());
        if (!limit.acquire(network)) {
            ErrorResponses.sendTooManyStreams(request);
            return;
        }
        // It may have to be passed on.
        request.pause();
        String path = Objects.requireNonNull(request.path());
        Shared known = byPath.get(path);
        Shared shared = known != null ? known : new Shared(path);
        shared.add(new Reader(request, network));
        if (known == null) {
            byPath.put(path, shared);
            shared.open();
        }
    }

    /** Someone who watches, or waits for the stream to open. */
    private final class Reader {

        private final HttpServerRequest request;
        private final HttpServerResponse response;
        private final ClientNetwork network;
        private boolean started;
        private boolean missed;

        Reader(HttpServerRequest request, ClientNetwork network) {
            this.request = request;
            this.response = request.response();
            this.network = network;
        }

        void start(MultiMap headers, @Nullable Buffer latest) {
            started = true;
            request.resume();
            response.headers().addAll(headers);
            response.setChunked(true).setWriteQueueMaxSize(MAX_WAITING);
            // Random, so that not all come back in the same instant.
            response.write("retry:%d\n\n".formatted(ThreadLocalRandom.current().nextLong(1_000, 4_000)));
            if (latest != null) {
                response.write(latest);
            }
        }

        void tell(Buffer piece) {
            if (response.writeQueueFull()) {
                missed = true;
            } else {
                response.write(piece);
            }
        }

        void catchUp(@Nullable Buffer latest) {
            if (missed && latest != null) {
                missed = false;
                response.write(latest);
            }
        }

        /** Has it end, or has the service answer, where it has not begun. */
        void end() {
            limit.release(network);
            response.closeHandler(null);
            if (started) {
                response.drainHandler(null);
                response.end();
            } else {
                passOn.handle(request);
            }
        }
    }

    /** One stream of events-service, and who is told what it tells. */
    private final class Shared {

        private final String path;
        private final Set<Reader> readers = new LinkedHashSet<>();
        private final Deque<Replica> untried = new ArrayDeque<>();
        private StreamPieces pieces = new StreamPieces();
        private @Nullable MultiMap headers;
        private @Nullable Buffer latest;
        private @Nullable HttpClientRequest request;
        private boolean told;

        Shared(String path) {
            this.path = path;
        }

        void add(Reader reader) {
            readers.add(reader);
            reader.response.closeHandler(_ -> remove(reader));
            reader.response.drainHandler(_ -> reader.catchUp(latest));
            if (headers != null) {
                reader.start(headers, latest);
            }
        }

        private void remove(Reader reader) {
            if (readers.remove(reader)) {
                limit.release(reader.network);
            }
            if (readers.isEmpty()) {
                close();
            }
        }

        void open() {
            untried.clear();
            untried.addAll(replicas.inTurn(Service.EVENTS));
            askNext();
        }

        private void askNext() {
            Replica replica = untried.poll();
            if (readers.isEmpty()) {
                close();
            } else if (replica == null) {
                fail();
            } else {
                client.request(new RequestOptions()
                                .setServer(SocketAddress.inetSocketAddress(replica.port(), "127.0.0.1"))
                                .setURI(path)
                                .setIdleTimeout(SILENT_AT_MOST.toMillis())
                                .putHeader(HttpHeaders.ACCEPT, EVENT_STREAM))
                        .compose(asking -> {
                            request = asking;
                            return asking.send();
                        })
                        .onSuccess(this::answered)
                        .onFailure(failure -> {
                            if (failure instanceof ConnectException) {
                                replica.recordRefusal();
                            }
                            askNext();
                        });
            }
        }

        private void answered(HttpClientResponse answer) {
            answer.exceptionHandler(_ -> ended());
            String type = answer.getHeader(HttpHeaders.CONTENT_TYPE);
            if (readers.isEmpty()) {
                close();
            } else if (answer.statusCode() != 200 || type == null || !type.startsWith(EVENT_STREAM)) {
                fail();
            } else {
                pieces = new StreamPieces();
                told = false;
                answer.endHandler(_ -> ended());
                answer.handler(bytes -> pieces.add(bytes, this::tell));
                headers = ofStream(answer.headers());
                for (Reader reader : List.copyOf(readers)) {
                    if (!reader.started) {
                        reader.start(headers, latest);
                    }
                }
            }
        }

        private void tell(Buffer piece) {
            String text = piece.toString(StandardCharsets.UTF_8);
            if (text.startsWith("retry:")) {
                return;
            }
            if (text.contains("data:")) {
                latest = piece;
                told = true;
            }
            List.copyOf(readers).forEach(reader -> reader.tell(piece));
        }

        /** Ends once, also if its connection breaks after its end. */
        private void ended() {
            if (request == null) {
                return;
            }
            request = null;
            if (readers.isEmpty() || !told) {
                fail();
            } else {
                vertx.setTimer(PAUSE.toMillis(), _ -> open());
            }
        }

        private void fail() {
            List<Reader> left = new ArrayList<>(readers);
            readers.clear();
            close();
            left.forEach(Reader::end);
        }

        private void close() {
            byPath.remove(path, this);
            HttpClientRequest asked = request;
            request = null;
            if (asked != null) {
                asked.reset();
            }
        }
    }

    private static MultiMap ofStream(MultiMap headers) {
        MultiMap own = HttpHeaders.headers();
        headers.forEach((name, value) -> {
            if (!OF_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                own.add(name, value);
            }
        });
        return own;
    }
}
