package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.messaging.Ids;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private static final Duration PATIENCE = Duration.ofSeconds(40);

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
    void withoutTheBrokerAllServicesStayReady() throws IOException, InterruptedException {
        broker.kill();

        for (Service service : contexts.keySet()) {
            if (TOPOLOGY.hasDatabase(service)) {
                await(service.module() + " reports it").atMost(PATIENCE).until(() -> ask(service, "") == 503);
            }
        }
        assertAll(200, 200);

        broker.restart();

        for (Service service : contexts.keySet()) {
            await(service.module() + " has it back").atMost(PATIENCE).until(() -> ask(service, "") == 200);
        }
    }

    @Test
    @Order(2)
    void withoutItsDatabaseAServiceIsNotReadyButAlive() throws IOException, InterruptedException {
        List<Service> withDatabase =
                Arrays.stream(Service.values()).filter(TOPOLOGY::hasDatabase).toList();
        assertAll(200, 200);

        database.kill();

        for (Service service : withDatabase) {
            await(service.module() + " is not ready").atMost(PATIENCE).until(() -> ask(service, "readiness") == 503);
            assertThat(ask(service, "liveness")).as(service.module()).isEqualTo(200);
        }
        assertThat(ask(Service.WEB, "readiness")).isEqualTo(200);

        database.restart();

        for (Service service : withDatabase) {
            await(service.module() + " is ready").atMost(PATIENCE).until(() -> ask(service, "readiness") == 200);
        }
    }

    private static void assertAll(int readiness, int liveness) throws IOException, InterruptedException {
        for (Service service : Service.values()) {
            assertThat(ask(service, "readiness")).as(service.module()).isEqualTo(readiness);
            assertThat(ask(service, "liveness")).as(service.module()).isEqualTo(liveness);
        }
    }

    /** @param probe empty for the whole health, which includes the broker */
    private static int ask(Service service, String probe) throws IOException, InterruptedException {
        String port = String.valueOf(contexts.get(service).getEnvironment().getProperty("local.server.port"));
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health"
                                        + (probe.isEmpty() ? "" : "/" + probe)))
                                .timeout(Duration.ofSeconds(15))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }
}
