package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.messaging.Ids;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.context.ConfigurableApplicationContext;

/** Every service needs its database to be ready; none needs the broker; and none is restarted for want of either. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReadinessIT {

    private static final Topology TOPOLOGY = Holdfast.topology();
    private static final HttpClient http = HttpClient.newHttpClient();
    private static final Map<Service, ConfigurableApplicationContext> contexts = new LinkedHashMap<>();
    private static TestDatabase database;
    private static TestBroker broker;

    @BeforeAll
    static void start() {
        database = TestDatabase.start();
        broker = TestBroker.start();
        for (Service service : Service.values()) {
            contexts.put(
                    service,
                    service.application()
                            .properties(ServiceSettings.defaults())
                            .run(
                                    "--server.port=0",
                                    "--server.address=127.0.0.1",
                                    "--holdfast.messaging.servers=" + broker.url(),
                                    "--spring.mongodb.uri=" + database.uri(service.shortName() + "-" + Ids.random())));
        }
    }

    @AfterAll
    static void stop() {
        contexts.values().forEach(ConfigurableApplicationContext::close);
        database.stop();
        broker.stop();
    }

    @Test
    @Order(1)
    void withoutTheBrokerAllServicesStayReady() {
        broker.kill();

        awaitAll(TOPOLOGY.withDatabase(), "", 503);
        assertThat(askAll(contexts.keySet(), "readiness").values()).containsOnly(200);
        assertThat(askAll(contexts.keySet(), "liveness").values()).containsOnly(200);

        broker.restart();

        awaitAll(TOPOLOGY.withDatabase(), "", 200);
    }

    @Test
    @Order(2)
    void withoutItsDatabaseAServiceIsNotReadyButAlive() {
        awaitAll(contexts.keySet(), "readiness", 200);

        database.kill();

        awaitAll(TOPOLOGY.withDatabase(), "readiness", 503);
        assertThat(askAll(contexts.keySet(), "liveness").values()).containsOnly(200);
        assertThat(askAll(Set.of(Service.WEB), "readiness").values()).containsOnly(200);

        database.restart();

        awaitAll(TOPOLOGY.withDatabase(), "readiness", 200);
    }

    private static void awaitAll(Set<Service> services, String probe, int status) {
        await().untilAsserted(() -> assertThat(askAll(services, probe).values())
                .as(services.toString())
                .containsOnly(status));
    }

    /**
     * Asks services side by side, since without its database each of them takes some seconds to answer.
     *
     * @param probe empty for the whole health, which includes the broker
     */
    private static Map<Service, Integer> askAll(Set<Service> services, String probe) {
        Map<Service, CompletableFuture<Integer>> answers = new EnumMap<>(Service.class);
        services.forEach(service -> answers.put(service, ask(service, probe)));
        Map<Service, Integer> statuses = new EnumMap<>(Service.class);
        answers.forEach((service, answer) -> statuses.put(service, answer.join()));
        return statuses;
    }

    private static CompletableFuture<Integer> ask(Service service, String probe) {
        String port = String.valueOf(contexts.get(service).getEnvironment().getProperty("local.server.port"));
        URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/health" + (probe.isEmpty() ? "" : "/" + probe));
        return http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode);
    }
}
