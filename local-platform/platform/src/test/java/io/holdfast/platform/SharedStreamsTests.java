package io.holdfast.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.local.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of availability at the gateway, in front of a service that does what the test says. */
@Timeout(120)
class SharedStreamsTests {

    private static final String PATH = "/api/events/concert/availability/stream";

    /** Each event loop of the gateway has a stream of its own. */
    private static final int LOOPS = Runtime.getRuntime().availableProcessors();

    private final HttpServer events = server();
    private final HttpServer orders = server();
    private final BlockingQueue<HttpExchange> opened = new LinkedBlockingQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final List<HttpResponse<InputStream>> answers = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Gateway gateway;

    private void start(StreamLimits limits) {
        Map<Service, List<Integer>> ports = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            ports.put(service, List.of(Ports.free()));
        }
        ports.put(Service.EVENTS, List.of(events.getAddress().getPort()));
        ports.put(Service.ORDERS, List.of(orders.getAddress().getPort()));
        Replicas replicas = Replicas.at(ports, Map.of());
        replicas.all().forEach(replica -> replica.recordReadiness(true));
        gateway = Gateway.start(
                Ports.free(),
                IngressRules.packaged(),
                replicas,
                () -> new Health(true, "{}"),
                new DevMail(null),
                ClientTimes.usual(),
                limits);
    }

    private static HttpServer server() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(task -> Thread.ofVirtual().start(task));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (HttpResponse<InputStream> answer : answers) {
            answer.body().close();
        }
        http.shutdownNow();
        gateway.close();
        events.stop(0);
        orders.stop(0);
    }

    /** The service begins each stream with what is left, as it does, and keeps it open. */
    private void streamsBeginWith(String state) {
        events.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.getResponseHeaders().add("X-Accel-Buffering", "no");
            exchange.sendResponseHeaders(200, 0);
            opened.add(exchange);
            tell(exchange, "retry:77\n\n");
            tell(exchange, "event:availability\ndata:" + state + "\n\n");
        });
    }

    private static void tell(HttpExchange stream, String text) throws IOException {
        stream.getResponseBody().write(text.getBytes(UTF_8));
        stream.getResponseBody().flush();
    }

    @Test
    void whoWatchTheSameEventShareAStream() throws Exception {
        start(StreamLimits.usual());
        streamsBeginWith("ten");
        List<BufferedReader> readers = new ArrayList<>();
        for (int i = 0; i < 8 * LOOPS; i++) {
            HttpResponse<InputStream> answer = open(request(PATH).header("Cookie", "session=" + i));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
            assertThat(answer.headers().firstValue("X-Accel-Buffering")).hasValue("no");
            readers.add(lines(answer));
        }

        for (BufferedReader reader : readers) {
            assertThat(next(reader)).isEqualTo("ten");
        }
        assertThat(asked).hasValueBetween(1, LOOPS);

        // Whole or in pieces.
        for (HttpExchange stream : opened) {
            tell(stream, ":still here\n");
            tell(stream, "\nevent:availability\nda");
            tell(stream, "ta:nine\n\nevent:availability\ndata:eight\n\n");
        }
        for (BufferedReader reader : readers) {
            assertThat(next(reader)).isEqualTo("nine");
            assertThat(next(reader)).isEqualTo("eight");
        }
        BufferedReader late = lines(open(request(PATH)));
        assertThat(next(late)).as("what came last").isIn("ten", "eight");
    }

    /** It gets what is left in the end, without everything that was before. */
    @Test
    void aReaderThatDoesNotReadDelaysNoOther() throws Exception {
        start(StreamLimits.usual());
        streamsBeginWith("ten");
        HttpResponse<InputStream> slow = open(request(PATH));
        List<BufferedReader> others = new ArrayList<>();
        for (int i = 0; i < 4 * LOOPS; i++) {
            others.add(lines(open(request(PATH))));
        }
        int states = 100;
        List<HttpExchange> all = List.copyOf(opened);
        Thread service = Thread.ofVirtual().start(() -> {
            String large = "x".repeat(400_000);
            for (int i = 1; i <= states; i++) {
                for (HttpExchange stream : all) {
                    try {
                        tell(stream, "data:" + i + large + "\n\n");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        });

        for (BufferedReader other : others) {
            readUntil(states, other);
        }
        service.join();
        assertThat(readUntil(states, lines(slow)))
                .as("states that a reader gets who was away")
                .isLessThan(states);
    }

    /** Reads until a state comes; how many came before. */
    private static int readUntil(int state, BufferedReader reader) throws IOException {
        int before = 0;
        for (String read = next(reader); !read.startsWith(state + "x"); read = next(reader)) {
            assertThat(read).isNotEqualTo("the end");
            before++;
        }
        return before;
    }

    @Test
    void aStreamThatEndsIsOpenedAgainForItsReaders() throws Exception {
        start(StreamLimits.usual());
        streamsBeginWith("ten");
        BufferedReader reader = lines(open(request(PATH)));
        assertThat(next(reader)).isEqualTo("ten");

        opened.take().close();

        assertThat(next(reader)).isEqualTo("ten");
        tell(opened.take(), "event:availability\ndata:nine\n\n");
        assertThat(next(reader)).isEqualTo("nine");
    }

    @Test
    void whatTheServiceRefusesToEverybodyIsAskedForByEach() throws Exception {
        start(StreamLimits.usual());
        events.createContext("/", exchange -> {
            boolean organizer = exchange.getRequestHeaders().containsKey("Cookie");
            exchange.getResponseHeaders().add("Content-Type", organizer ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(organizer ? 200 : 404, 0);
            tell(exchange, organizer ? "data:draft\n\n" : "{}");
            if (!organizer) {
                exchange.close();
            }
        });

        assertThat(next(lines(open(request(PATH).header("Cookie", "session=organizer")))))
                .isEqualTo("draft");
        assertThat(open(request(PATH)).statusCode()).isEqualTo(404);
    }

    @Test
    void aTokenIsForTheServiceToCheck() throws Exception {
        start(StreamLimits.usual());
        events.createContext("/", exchange -> {
            boolean anonymous = !exchange.getRequestHeaders().containsKey("Authorization");
            exchange.getResponseHeaders().add("Content-Type", anonymous ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(anonymous ? 200 : 401, 0);
            tell(exchange, anonymous ? "data:ten\n\n" : "{}");
            if (!anonymous) {
                exchange.close();
            }
        });
        assertThat(next(lines(open(request(PATH))))).isEqualTo("ten");

        assertThat(open(request(PATH).header("Authorization", "Bearer wrong")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void oneMoreThanMayWatchGetsAProblemUntilAnotherLeaves() throws Exception {
        start(new StreamLimits(2, 2, 10));
        streamsBeginWith("ten");
        HttpResponse<InputStream> first = open(request(PATH));
        assertThat(open(request("/api/events/play/availability/stream")).statusCode())
                .isEqualTo(200);

        HttpResponse<InputStream> refused = open(request(PATH));

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(new String(refused.body().readAllBytes(), UTF_8)).contains("\"code\":\"unavailable\"", "watching");
        first.body().close();
        while (open(request(PATH)).statusCode() == 503) {
            Thread.onSpinWait();
        }
    }

    @Test
    void oneClientMayNotTakeAllStreams() throws Exception {
        start(new StreamLimits(100, 1, 10));
        streamsBeginWith("ten");
        open(request(PATH));

        assertThat(open(request(PATH)).statusCode()).isEqualTo(503);
    }

    /** As those of a waiting room, which tells each reader something else. */
    @Test
    void streamsOfTheirOwnTakeNoConnectionsOfOrders() throws Exception {
        start(new StreamLimits(10, 10, 1));
        orders.createContext("/", exchange -> {
            boolean stream = exchange.getRequestURI().getPath().endsWith("/stream");
            exchange.getResponseHeaders().add("Content-Type", stream ? "text/event-stream" : "application/json");
            exchange.sendResponseHeaders(200, 0);
            tell(exchange, stream ? "data:7\n\n" : "{}");
            if (!stream) {
                exchange.close();
            }
        });
        int own = 0;
        HttpResponse<InputStream> refused = null;
        for (int i = 0; i < 50 * LOOPS && refused == null; i++) {
            HttpResponse<InputStream> answer = open(request("/api/orders/stream"));
            if (answer.statusCode() == 200) {
                own++;
            } else {
                refused = answer;
            }
        }

        assertThat(own).isBetween(1, LOOPS);
        assertThat(refused).isNotNull();
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(new String(refused.body().readAllBytes(), UTF_8)).contains("watching");
        for (int i = 0; i < 4 * LOOPS; i++) {
            HttpResponse<InputStream> order = open(request("/api/orders"));
            assertThat(order.statusCode()).isEqualTo(200);
            assertThat(order.body().readAllBytes()).isEqualTo("{}".getBytes(UTF_8));
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
    }

    private HttpResponse<InputStream> open(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
        answers.add(answer);
        return answer;
    }

    private static BufferedReader lines(HttpResponse<InputStream> answer) {
        return new BufferedReader(new InputStreamReader(answer.body(), UTF_8));
    }

    /** The data of the next event. */
    private static String next(BufferedReader reader) throws IOException {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("data:")) {
                return line.substring("data:".length());
            }
        }
        return "the end";
    }
}
