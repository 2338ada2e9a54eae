package io.holdfast.webclient.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The file with all that is kept about a person, as the services tell it. */
class PersonalDataTests {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    /** By path; what is not among them is not found. */
    private final Map<String, String> told = new ConcurrentHashMap<>(Map.of(
            "/api/users/personal-data", "{}",
            "/api/events/personal-data", "{}",
            "/api/orders/personal-data", """
                    {"orders": [
                      {"order": {"id": "first", "paymentId": "one"}},
                      {"order": {"id": "free", "paymentId": null}},
                      {"order": {"id": "second", "paymentId": "two"}}]}""",
            "/api/payments/one", "{\"id\": \"one\"}",
            "/api/payments/two", "{\"id\": \"two\"}"));

    private HttpServer server;
    private PersonalData data;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::answer);
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        data = new PersonalData(
                new Backend(
                        RestClient.builder(),
                        new BackendProperties(url, url, url, url, null, PATIENCE, PATIENCE, PATIENCE),
                        new StaticListableBeanFactory().getBeanProvider(SslBundles.class),
                        JsonMapper.shared()),
                JsonMapper.shared());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = told.get(exchange.getRequestURI().getPath());
            byte[] bytes = (body == null ? "{\"code\": \"not-found\"}" : body).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("Content-Type", body == null ? "application/problem+json" : "application/json");
            exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Test
    void thePaymentsOfAllOrdersAreInIt() {
        JsonNode all = data.of("token", NOW);

        assertThat(all.path("payments")
                        .valueStream()
                        .map(payment -> payment.path("id").asString()))
                .containsExactly("one", "two");
        assertThat(all.has("paymentsNotFound")).isFalse();
    }

    @Test
    void aPaymentThatIsNotFoundIsNamed() {
        told.remove("/api/payments/one");

        JsonNode all = data.of("token", NOW);

        assertThat(all.path("payments")
                        .valueStream()
                        .map(payment -> payment.path("id").asString()))
                .containsExactly("two");
        assertThat(all.path("paymentsNotFound")).hasSize(1);
        assertThat(all.path("paymentsNotFound").path(0).path("id").asString()).isEqualTo("one");
        assertThat(all.path("paymentsNotFound").path(0).path("orderId").asString())
                .isEqualTo("first");
    }

    @Test
    void withoutTheOrdersThereIsNoFile() {
        told.remove("/api/orders/personal-data");

        assertThatThrownBy(() -> data.of("token", NOW)).isInstanceOf(ServiceProblem.class);
    }
}
