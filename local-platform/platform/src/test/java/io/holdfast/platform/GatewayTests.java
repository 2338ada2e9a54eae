package io.holdfast.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.local.MailServer;
import io.holdfast.local.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(120)
class GatewayTests {

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer orders = server();
    private final HttpServer events = server();
    private final HttpServer moreEvents = server();
    private final int eventsEntryPort = Ports.free();
    private final Replicas replicas = replicas();
    private final MailServer mails = MailServer.start();
    private Gateway gateway;
    private volatile Health health = new Health(true, "{}");

    @BeforeEach
    void start() {
        gateway = Gateway.start(Ports.free(), IngressRules.packaged(), replicas, () -> health, new DevMail(mails));
    }

    /** One replica of orders-service, two of events-service, and nothing on the ports of the others. */
    private Replicas replicas() {
        Map<Service, List<Integer>> ports = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            ports.put(service, List.of(Ports.free()));
        }
        ports.put(Service.ORDERS, List.of(port(orders)));
        ports.put(Service.EVENTS, List.of(port(events), port(moreEvents)));
        Replicas all = Replicas.at(ports, Map.of(Service.EVENTS, eventsEntryPort));
        all.all().forEach(replica -> replica.recordReadiness(true));
        return all;
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

    private static int port(HttpServer server) {
        return server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        gateway.close();
        orders.stop(0);
        events.stop(0);
        moreEvents.stop(0);
    }

    @Test
    void forwardsRequestAndAnswerWithTheAddressOfTheClient() throws Exception {
        orders.createContext("/api/orders", exchange -> {
            Headers headers = exchange.getRequestHeaders();
            String seen = String.join(
                    " ",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    headers.getFirst("Host"),
                    headers.getFirst("X-Forwarded-For"),
                    headers.getFirst("X-Forwarded-Host"),
                    headers.getFirst("X-Forwarded-Proto"),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.getResponseHeaders().add("Set-Cookie", "a=1");
            exchange.getResponseHeaders().add("Set-Cookie", "b=2");
            respond(exchange, 201, seen);
        });

        HttpResponse<String> answer = send(request("/api/orders?x=%20y")
                .header("X-Forwarded-For", "8.8.8.8")
                .POST(BodyPublishers.ofString("{}")));

        String host = "127.0.0.1:" + gateway.port();
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("POST /api/orders?x=%20y " + host + " 127.0.0.1 " + host + " http {}");
        assertThat(answer.headers().allValues("Set-Cookie")).containsExactly("a=1", "b=2");
    }

    /** Some clients wait for a first chunk when the answer is "chunked". */
    @Test
    void notModifiedHasNoBodyNotEvenAnEmptyOneInChunks() throws Exception {
        for (HttpServer replica : List.of(events, moreEvents)) {
            replica.createContext("/api/events", exchange -> {
                exchange.getResponseHeaders().add("ETag", "\"7\"");
                exchange.sendResponseHeaders(304, -1);
                exchange.close();
            });
        }

        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = send(request("/api/events"));
            assertThat(answer.statusCode()).isEqualTo(304);
            assertThat(answer.headers().firstValue("ETag")).hasValue("\"7\"");
            assertThat(answer.headers().firstValue("Transfer-Encoding")).isEmpty();
        }
    }

    @Test
    void addressesAndHeadersThatAreTooLongAreAnsweredWithProblems() throws Exception {
        HttpResponse<String> address = send(request("/api/events?q=" + "x".repeat(10_000)));
        assertThat(address.statusCode()).isEqualTo(414);
        assertThat(address.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(address.body()).contains("\"code\":\"uri-too-long\"");
        HttpResponse<String> headers = send(request("/api/events").header("X-Long", "x".repeat(40_000)));
        assertThat(headers.statusCode()).isEqualTo(431);
        assertThat(headers.body()).contains("\"code\":\"request-header-fields-too-large\"");
    }

    @Test
    void forwardsEachPieceOfAStreamAtOnce() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        orders.createContext("/api/orders/stream", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("data: first\n\n".getBytes(UTF_8));
            exchange.getResponseBody().flush();
            // The second piece is sent after the first has arrived: a gateway that buffers would wait for ever.
            await(received);
            exchange.getResponseBody().write("data: second\n\n".getBytes(UTF_8));
            exchange.close();
        });

        HttpResponse<InputStream> answer =
                http.send(request("/api/orders/stream").build(), BodyHandlers.ofInputStream());

        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("data: first");
            received.countDown();
            lines.readLine();
            assertThat(lines.readLine()).isEqualTo("data: second");
        }
    }

    @Test
    void aClientThatLeavesWhileItSendsIsNoError() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        orders.createContext("/api/orders", exchange -> {
            asked.countDown();
            try {
                exchange.getRequestBody().readAllBytes();
            } finally {
                left.countDown();
            }
        });
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        Logger vertx = (Logger) LoggerFactory.getLogger("io.vertx");
        logged.start();
        vertx.addAppender(logged);
        try {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
                client.getOutputStream()
                        .write("POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf"
                                .getBytes(UTF_8));
                await(asked);
            }
            await(left);
            // Whatever is logged of it is logged by then.
            gateway.close();
            assertThat(logged.list)
                    .filteredOn(event -> event.getLevel() == Level.ERROR)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .isEmpty();
        } finally {
            vertx.detachAppender(logged);
        }
    }

    @Test
    void answersAProgramWithAProblemWhenAServiceIsDown() throws Exception {
        HttpResponse<String> answer = send(request("/api/payments").POST(BodyPublishers.ofString("{}")));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body())
                .contains(
                        "\"code\":\"unavailable\"", "\"type\":\"urn:holdfast:problem:unavailable\"", "\"status\":503");
    }

    @Test
    void answersAProgramWithAProblemWhenAServiceBreaksOff() throws Exception {
        orders.createContext("/api/orders", HttpExchange::close);

        HttpResponse<String> answer = send(request("/api/orders"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("\"code\":\"unavailable\"");
    }

    @Test
    void answersAPersonWithAPageWhenAServiceIsDown() throws Exception {
        HttpResponse<String> answer = send(request("/events").header("Accept", "text/html,*/*"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(answer.body()).contains("<h1>", "Try again");
    }

    @Test
    void refusesABodyOverTheLimitWithAProblem() throws Exception {
        HttpResponse<String> answer =
                send(request("/api/orders").POST(BodyPublishers.ofByteArray(new byte[10 * 1024 * 1024])));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("\"code\":\"body-too-large\"", "\"title\":\"Body too large\"");
    }

    @Test
    void refusesABodyOverTheLimitAlsoWithoutADeclaredLength() throws Exception {
        BodyPublisher pieces = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(new byte[10 * 1024 * 1024]));

        HttpResponse<String> answer = send(request("/api/orders").POST(pieces));

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void forwardsABodyWithoutADeclaredLength() throws Exception {
        orders.createContext(
                "/api/orders",
                exchange ->
                        respond(exchange, 200, "" + exchange.getRequestBody().readAllBytes().length));
        BodyPublisher pieces = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(new byte[100_000]));

        assertThat(send(request("/api/orders").POST(pieces)).body()).isEqualTo("100000");
    }

    @Test
    void replicasTakeTurns() throws Exception {
        answers(events, "first");
        answers(moreEvents, "second");

        assertThat(whoAnswers(6)).containsExactly("first", "second", "first", "second", "first", "second");
    }

    @Test
    void replicasTakeTurnsForOtherServicesToo() throws Exception {
        events.createContext("/", exchange -> respond(exchange, 200, "first, for " + forwarded(exchange)));
        moreEvents.createContext("/", exchange -> respond(exchange, 200, "second, for " + forwarded(exchange)));
        HttpRequest inside = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/anything".formatted(eventsEntryPort)))
                .header("X-Forwarded-For", "8.8.8.8")
                .build();

        for (String expected : List.of("first, for 8.8.8.8", "second, for 8.8.8.8", "first, for 8.8.8.8")) {
            assertThat(http.send(inside, BodyHandlers.ofString()).body()).isEqualTo(expected);
        }
    }

    @Test
    void passesOverAReplicaUntilItCanServe() throws Exception {
        answers(events, "first");
        answers(moreEvents, "second");
        Replica first = replicas.of(Service.EVENTS).getFirst();

        first.recordReadiness(false);
        assertThat(whoAnswers(2)).as("late once").contains("first");
        first.recordReadiness(false);
        assertThat(whoAnswers(4)).containsOnly("second");
        first.recordReadiness(true);
        assertThat(whoAnswers(4)).contains("first", "second");
    }

    @Test
    void triesReplicasThatCannotServeWhenThereIsNoOther() throws Exception {
        answers(moreEvents, "second");
        events.stop(0);
        replicas.of(Service.EVENTS).forEach(Replica::recordRefusal);

        assertThat(whoAnswers(2)).containsOnly("second");
    }

    @Test
    void aRequestThatADeadReplicaDidNotAcceptGoesToTheNext() throws Exception {
        events.stop(0);
        moreEvents.createContext(
                "/api/events",
                exchange -> respond(
                        exchange, 201, new String(exchange.getRequestBody().readAllBytes(), UTF_8)));

        for (int i = 0; i < 4; i++) {
            HttpResponse<String> answer = send(request("/api/events/new").POST(BodyPublishers.ofString("{}")));
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.body()).isEqualTo("{}");
        }
        assertThat(replicas.of(Service.EVENTS).getFirst().isReady()).isFalse();
    }

    @Test
    void aWriteThatAReplicaMayHaveBegunIsNotRepeated() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        for (HttpServer replica : List.of(events, moreEvents)) {
            replica.createContext("/api/events", exchange -> {
                exchange.getRequestBody().readAllBytes();
                begun.incrementAndGet();
                exchange.close();
            });
        }

        HttpResponse<String> answer = send(request("/api/events/new").POST(BodyPublishers.ofString("{}")));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(begun).hasValue(1);
    }

    @Test
    void aReadIsRepeatedAtTheNextReplica() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        events.createContext("/api/events", exchange -> {
            asked.incrementAndGet();
            exchange.close();
        });
        answers(moreEvents, "second");

        assertThat(whoAnswers(4)).containsOnly("second");
        // Some clients send the length of an empty body.
        HttpRequest.Builder lengthy = request("/api/events").method("GET", BodyPublishers.noBody());
        assertThat(send(lengthy).body()).isEqualTo("second");
        assertThat(send(lengthy).body()).isEqualTo("second");
        assertThat(asked).hasPositiveValue();
    }

    @Test
    void aReadThatNoReplicaAnswersIsUnavailable() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        for (HttpServer replica : List.of(events, moreEvents)) {
            replica.createContext("/api/events", exchange -> {
                asked.incrementAndGet();
                exchange.close();
            });
        }

        assertThat(send(request("/api/events")).statusCode()).isEqualTo(503);
        assertThat(asked).hasValue(2);
    }

    @Test
    void isHealthyWhenEverythingCanServe() throws Exception {
        assertThat(send(request("/healthz")).statusCode()).isEqualTo(200);

        health = new Health(false, "{\"status\":\"DOWN\"}");

        HttpResponse<String> answer = send(request("/healthz"));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("DOWN");
    }

    private List<String> whoAnswers(int requests) throws IOException, InterruptedException {
        List<String> who = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            who.add(send(request("/api/events")).body());
        }
        return who;
    }

    private static void answers(HttpServer replica, String name) {
        replica.createContext("/api/events", exchange -> respond(exchange, 200, name));
    }

    private static String forwarded(HttpExchange exchange) {
        return String.valueOf(exchange.getRequestHeaders().getFirst("X-Forwarded-For"));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
