package io.holdfast.payments;

import static org.awaitility.Awaitility.await;

import io.holdfast.messaging.Ids;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import io.holdfast.testkit.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as it runs, on a free port, with a database of its own. */
public final class PaymentsServer implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String database = "payments_" + Ids.random();
    private final TestBroker broker;
    private final UnaryOperator<PaymentProvider> provider;
    private final List<String> settings;
    private volatile ConfigurableApplicationContext context;

    public PaymentsServer(TestBroker broker, String... settings) {
        this(broker, provider -> provider, settings);
    }

    /** @param provider of the payment provider makes the one that the service uses */
    public PaymentsServer(TestBroker broker, UnaryOperator<PaymentProvider> provider, String... settings) {
        this.broker = broker;
        this.provider = provider;
        this.settings = List.of(settings);
        this.context = run();
        awaitSessions();
    }

    /** Waits until it knows the keys of sessions: until it has fetched them once, which may take too long, each request is refused. */
    private void awaitSessions() {
        await().until(() -> get("/api/payments/none", "buyer").status() != 503);
    }

    private ConfigurableApplicationContext run(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "server.port=0",
                "spring.mongodb.uri=" + TestDatabase.shared().uri(database),
                "holdfast.web.jwks-uri=" + TestIdentity.shared().jwksUri(),
                "holdfast.payments.sweep=100ms",
                // A service that has just started needs its time for the first message.
                "holdfast.payments.order-wait=10s",
                // Long enough for a busy machine; tests that wait in vain set less.
                "holdfast.payments.decision-wait=30s",
                "holdfast.payments.patience=60s",
                "holdfast.payments.provider-queue=500ms",
                "holdfast.payments.provider-timeout=10s",
                "holdfast.payments.lease=12s",
                "holdfast.payments.sandbox.slow=800ms"));
        arguments.addAll(broker.settings("payments"));
        arguments.addAll(settings);
        arguments.addAll(List.of(more));
        // The last one wins; given twice on a command line, a setting would be a list of both.
        Map<String, String> last = new LinkedHashMap<>();
        arguments.forEach(argument -> last.put(argument.substring(0, argument.indexOf('=')), argument));
        BeanPostProcessor replacing = new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof PaymentProvider made ? provider.apply(made) : bean;
            }
        };
        return PaymentsApplication.application()
                .initializers(fresh -> fresh.getBeanFactory().addBeanPostProcessor(replacing))
                .run(last.values().stream().map(argument -> "--" + argument).toArray(String[]::new));
    }

    /**
     * Stops the service and starts it again on the same data.
     *
     * @param settings instead of those it was made with, until the next start
     */
    public void restart(String... settings) {
        context.close();
        context = run(settings);
        awaitSessions();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Pays as {@code buyer}. */
    public Answer pay(String buyer, String orderId, String token, String... headers) {
        return post(
                "/api/payments",
                buyer,
                JSON.writeValueAsString(
                        JSON.createObjectNode().put("orderId", orderId).put("token", token)),
                headers);
    }

    /** Posts JSON as {@code buyer}, or without a session if that is empty. */
    public Answer post(String path, String buyer, String body, String... headers) {
        return send(request(path, buyer, headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    public Answer get(String path, String buyer) {
        return send(request(path, buyer).GET());
    }

    /** The address of a path, until the next restart. */
    public String url(String path) {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port") + path;
    }

    private HttpRequest.Builder request(String path, String buyer, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url(path))).timeout(Duration.ofMinutes(2));
        if (!buyer.isEmpty()) {
            request.header("Authorization", TestIdentity.shared().bearer(buyer));
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            JsonNode body = response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body());
            return new Answer(response.statusCode(), body, response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A response. */
    public record Answer(int status, JsonNode body, HttpResponse<String> response) {

        /** A payment's status, or a problem's code. */
        public String statusOrCode() {
            return body.path(status < 400 ? "status" : "code").asString();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        @Override
        public String toString() {
            return status + " " + body;
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
