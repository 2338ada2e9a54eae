package io.holdfast.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.local.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GatewayTests {

    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer orders;
    private Gateway gateway;
    private volatile Gateway.Health health = new Gateway.Health(true, "{}");

    @BeforeEach
    void start() throws IOException {
        orders = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        orders.setExecutor(task -> Thread.ofVirtual().start(task));
        orders.start();
        Map<String, Integer> backEnds = new HashMap<>();
        for (Service service : Service.values()) {
            backEnds.put(service.module(), Ports.free());
        }
        backEnds.put("orders-service", orders.getAddress().getPort());
        gateway = Gateway.start(Ports.free(), IngressRules.packaged(), backEnds, () -> health);
    }

    @AfterEach
    void stop() {
        gateway.close();
        orders.stop(0);
    }

    @Test
    void handsRequestAndAnswerOnAndSaysWhereTheyCameFrom() throws Exception {
        orders.createContext("/api/orders", exchange -> {
            var headers = exchange.getRequestHeaders();
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

    @Test
    void streamsEachPieceAtOnce() throws Exception {
        var received = new CountDownLatch(1);
        orders.createContext("/api/orders/stream", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("data: first\n\n".getBytes(UTF_8));
            exchange.getResponseBody().flush();
            // The second piece only leaves once the first has arrived: a gateway that buffers would wait for ever.
            await(received);
            exchange.getResponseBody().write("data: second\n\n".getBytes(UTF_8));
            exchange.close();
        });

        var answer = http.send(request("/api/orders/stream").build(), BodyHandlers.ofInputStream());

        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("data: first");
            received.countDown();
            lines.readLine();
            assertThat(lines.readLine()).isEqualTo("data: second");
        }
    }

    @Test
    void tellsAProgramThatAServiceIsDown() throws Exception {
        HttpResponse<String> answer = send(request("/api/payments").POST(BodyPublishers.ofString("{}")));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body())
                .contains(
                        "\"code\":\"unavailable\"", "\"type\":\"urn:holdfast:problem:unavailable\"", "\"status\":503");
    }

    @Test
    void tellsAProgramThatAServiceBrokeOff() throws Exception {
        orders.createContext("/api/orders", HttpExchange::close);

        HttpResponse<String> answer = send(request("/api/orders"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("\"code\":\"unavailable\"");
    }

    @Test
    void tellsAPersonThatTheShopIsDown() throws Exception {
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
        var pieces = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(new byte[10 * 1024 * 1024]));

        HttpResponse<String> answer = send(request("/api/orders").POST(pieces));

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void handsOnABodyWithoutADeclaredLength() throws Exception {
        orders.createContext(
                "/api/orders",
                exchange ->
                        respond(exchange, 200, "" + exchange.getRequestBody().readAllBytes().length));
        var pieces = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(new byte[100_000]));

        assertThat(send(request("/api/orders").POST(pieces)).body()).isEqualTo("100000");
    }

    @Test
    void isHealthyOnceEverythingCanServe() throws Exception {
        assertThat(send(request("/healthz")).statusCode()).isEqualTo(200);

        health = new Gateway.Health(false, "{\"status\":\"DOWN\"}");

        HttpResponse<String> answer = send(request("/healthz"));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("DOWN");
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
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
