package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.local.Directories;
import io.holdfast.local.Ports;
import io.holdfast.messaging.Ids;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestCertificate;
import io.holdfast.testkit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Every service needs its database to be ready; none needs the broker; and none is restarted for want of either. They run with TLS between
 * them, as in production.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReadinessIT {

    private static final Topology TOPOLOGY = Holdfast.topology();
    private static final String COOKIE = "holdfast_session=";
    private static final String BUNDLE = "spring.ssl.bundle.pem.services.";
    private static final TestCertificate FIRST = TestCertificate.of("dns:localhost");
    private static final TestCertificate NEXT = TestCertificate.of("dns:localhost");
    private static final TestCertificate ANOTHER = TestCertificate.of("dns:localhost");
    private static final Map<Service, ConfigurableApplicationContext> contexts = new LinkedHashMap<>();
    private static final Map<Service, Integer> ports = new EnumMap<>(Service.class);

    @TempDir
    private static Path secret;

    private static HttpClient http;
    private static TestDatabase database;
    private static TestBroker broker;

    @BeforeAll
    static void start() throws IOException {
        database = TestDatabase.start();
        broker = TestBroker.start();
        http = trusting(FIRST);
        mount(FIRST);
        for (String file : List.of("ca.crt", "tls.crt", "tls.key")) {
            Files.createSymbolicLink(secret.resolve(file), Path.of("..data", file));
        }
        for (Service service : Service.values()) {
            ports.put(service, Ports.free());
        }
        for (Service service : Service.values()) {
            contexts.put(service, start(service, ports.get(service), Map.of()));
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
    void servicesCallEachOtherByTls() throws Exception {
        String token = signUp("inside");

        assertThat(get(Service.EVENTS, "/api/events/mine", token)).isEqualTo(200);
        assertThat(get(Service.ORDERS, "/api/orders", token)).isEqualTo(200);
        assertThat(get(Service.PAYMENTS, "/api/payments/unknown", token)).isEqualTo(404);
        assertThat(get(Service.WEB, "/orders", token)).isEqualTo(200);
    }

    @Test
    @Order(2)
    void plainTextIsRefused() throws Exception {
        try (HttpClient plain = HttpClient.newHttpClient()) {
            for (Service service : Service.values()) {
                URI uri = URI.create("http://localhost:%d/actuator/health".formatted(ports.get(service)));
                assertThat(plain.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                                .statusCode())
                        .as(service.module())
                        .isEqualTo(400);
            }
        }
    }

    @Test
    @Order(3)
    void aServiceThatAnotherAuthorityVouchesForIsNotCalled() throws Exception {
        String token = signUp("other-authority");
        for (Service service : List.of(Service.ORDERS, Service.WEB)) {
            int port = Ports.free();
            try (ConfigurableApplicationContext _ = start(
                    service,
                    port,
                    Map.of(
                            "spring.ssl.bundle.pem.another.truststore.certificate",
                            ANOTHER.certificate().toUri().toString(),
                            "holdfast.web.tls-bundle",
                            "another",
                            "holdfast.webclient.tls-bundle",
                            "another"))) {
                String path = service == Service.ORDERS ? "/api/orders" : "/orders";
                assertThat(get(port, path, token)).as(service.module()).isEqualTo(503);
            }
        }
    }

    @Test
    @Order(4)
    void aServiceWhoseCertificateNamesAnotherHostIsNotCalled() throws Exception {
        String token = signUp("other-name");
        for (Service service : List.of(Service.ORDERS, Service.WEB)) {
            int port = Ports.free();
            try (ConfigurableApplicationContext _ = start(
                    service,
                    port,
                    Map.of(
                            "holdfast.web.jwks-uri",
                            "https://127.0.0.1:%d/.well-known/jwks.json".formatted(ports.get(Service.AUTH)),
                            "holdfast.webclient.orders-url",
                            "https://127.0.0.1:" + ports.get(Service.ORDERS)))) {
                String path = service == Service.ORDERS ? "/api/orders" : "/orders";
                assertThat(get(port, path, token)).as(service.module()).isEqualTo(503);
            }
        }
    }

    /**
     * As it is before it expires: neither those that serve with it nor those that call are started again. The calls are the first ones of
     * their kind, so that none of them goes by a connection from before.
     */
    @Test
    @Order(5)
    void aCertificateIsReplacedWithoutARestart() throws Exception {
        mount(NEXT);
        http = trusting(NEXT);
        await().ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(askAll(contexts.keySet(), "readiness").values())
                                .containsOnly(200));

        String token = signUp("replaced");
        await().untilAsserted(() -> assertThat(get(Service.WEB, "/organizer", token))
                .as("web-client asks events-service")
                .isEqualTo(200));
        await().untilAsserted(() -> assertThat(
                        post(Service.AUTH, "/api/users/erase", token, Map.of("password", Shop.PASSWORD))
                                .statusCode())
                .as("auth-service asks events-service and orders-service")
                .isEqualTo(200));
    }

    @Test
    @Order(6)
    void withoutItsDatabaseAServiceIsNotReadyButAlive() {
        awaitAll(contexts.keySet(), "readiness", 200);

        database.kill();

        awaitAll(TOPOLOGY.withDatabase(), "readiness", 503);
        assertThat(askAll(contexts.keySet(), "liveness").values()).containsOnly(200);
        assertThat(askAll(Set.of(Service.WEB), "readiness").values()).containsOnly(200);
        // What the alert DatabaseAway looks at: no request tells, since none reaches a service that is not ready.
        // After a slow round, probes rest for minutes.
        await().atMost(Duration.ofMinutes(6))
                .untilAsserted(() -> assertThat(TOPOLOGY.withDatabase())
                        .allSatisfy(service ->
                                assertThat(metrics(service)).containsPattern("holdfast_outbox_pending\\{.*} NaN")));

        database.restart();

        awaitAll(TOPOLOGY.withDatabase(), "readiness", 200);
    }

    @Test
    @Order(7)
    void withoutTheBrokerAllServicesStayReady() {
        broker.kill();

        awaitAll(TOPOLOGY.withDatabase(), "", 503);
        assertThat(askAll(contexts.keySet(), "readiness").values()).containsOnly(200);
        assertThat(askAll(contexts.keySet(), "liveness").values()).containsOnly(200);

        broker.restart();

        awaitAll(TOPOLOGY.withDatabase(), "", 200);
    }

    private static String metrics(Service service) {
        URI uri = uri(ports.get(service), "/actuator/prometheus");
        return http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .join()
                .body();
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
        URI uri = uri(ports.get(service), "/actuator/health" + (probe.isEmpty() ? "" : "/" + probe));
        return http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode);
    }

    private static ConfigurableApplicationContext start(Service service, int port, Map<String, String> other) {
        Map<String, Object> settings = new TreeMap<>(Map.of(
                "server.port",
                port,
                "server.address",
                "127.0.0.1",
                "server.ssl.bundle",
                "services",
                BUNDLE + "keystore.certificate",
                "file:" + secret.resolve("tls.crt"),
                BUNDLE + "keystore.private-key",
                "file:" + secret.resolve("tls.key"),
                BUNDLE + "truststore.certificate",
                "file:" + secret.resolve("ca.crt"),
                BUNDLE + "reload-on-update",
                "true",
                "spring.ssl.bundle.watch.file.quiet-period",
                "200ms",
                "holdfast.web.tls-bundle",
                "services",
                "holdfast.webclient.tls-bundle",
                "services"));
        settings.put("holdfast.telemetry.look-every", "1s");
        settings.put("holdfast.web.jwks-uri", uri(ports.get(Service.AUTH), "/.well-known/jwks.json"));
        settings.put("holdfast.messaging.servers", broker.url());
        settings.put("spring.mongodb.uri", database.uri(service.shortName() + "-" + Ids.random()));
        for (Service called : TOPOLOGY.calls(service)) {
            settings.put(ServiceSettings.addressOf(called, service), uri(ports.get(called), ""));
        }
        settings.putAll(other);
        return service.application()
                .properties(ServiceSettings.defaults())
                .run(settings.entrySet().stream()
                        .map(setting -> "--%s=%s".formatted(setting.getKey(), setting.getValue()))
                        .toArray(String[]::new));
    }

    /** As Kubernetes does it with a secret: all files are replaced at once, by a link to another directory. */
    private static void mount(TestCertificate certificate) throws IOException {
        Path before = secret.resolve("..data");
        Path version = Files.createTempDirectory(secret, "..");
        Files.copy(certificate.certificate(), version.resolve("ca.crt"));
        Files.copy(certificate.certificate(), version.resolve("tls.crt"));
        Files.copy(certificate.key(), version.resolve("tls.key"));
        Path link = Files.createSymbolicLink(secret.resolve("..data_tmp"), version.getFileName());
        Path old = Files.exists(before) ? before.toRealPath() : null;
        Files.move(link, before, StandardCopyOption.ATOMIC_MOVE);
        if (old != null) {
            Directories.delete(old);
        }
    }

    private static HttpClient trusting(TestCertificate certificate) {
        return HttpClient.newBuilder()
                .sslContext(SslBundle.of(new PemSslStoreBundle(
                                null,
                                PemSslStoreDetails.forCertificate(
                                        certificate.certificate().toUri().toString())))
                        .createSslContext())
                .build();
    }

    private static String signUp(String name) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(
                Service.AUTH,
                "/api/users/signup",
                null,
                Map.of("email", name + "@example.com", "password", Shop.PASSWORD, "name", name));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.headers().allValues("set-cookie").stream()
                .filter(cookie -> cookie.startsWith(COOKIE))
                .map(cookie -> cookie.substring(COOKIE.length(), cookie.indexOf(';')))
                .findFirst()
                .orElseThrow();
    }

    private static HttpResponse<String> post(Service service, String path, @Nullable String token, Map<String, ?> body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(ports.get(service), path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Shop.JSON.writeValueAsString(body)));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static int get(Service service, String path, String token) throws IOException, InterruptedException {
        return get(ports.get(service), path, token);
    }

    /** Pages take the session as a cookie, services as a bearer token. */
    private static int get(int port, String path, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(port, path))
                .header("Authorization", "Bearer " + token)
                .header("Cookie", COOKIE + token)
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static URI uri(int port, String path) {
        return URI.create("https://localhost:%d%s".formatted(port, path));
    }
}
