package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.local.NatsServer;
import io.holdfast.local.Ports;
import io.holdfast.local.ServerProcess;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestCertificate;
import io.holdfast.testkit.TestDatabase;
import io.holdfast.testkit.TlsProxy;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** TLS to the broker and to the database, with real handshakes: only servers that the bundle trusts are connected to. */
@ExtendWith(OutputCaptureExtension.class)
class EncryptionIT {
    /** Valid for two days. */
    private static final TestCertificate HERE = TestCertificate.of("ip:127.0.0.1,dns:localhost");

    private static final TestCertificate ANOTHER = TestCertificate.of("ip:127.0.0.1,dns:localhost");
    private static final TestCertificate ELSEWHERE = TestCertificate.of("dns:elsewhere.example");

    @TempDir
    private static Path directory;

    private static ServerProcess broker;
    private static int port;

    @BeforeAll
    static void startBroker() throws Exception {
        port = Ports.free();
        broker = start(port, HERE);
    }

    @AfterAll
    static void stopBroker() {
        broker.stop();
    }

    @Test
    void messagesAreSentEncrypted() {
        try (TestService service = service(port, HERE, "tls-broker")) {
            await().until(() -> service.bean(MessagePublisher.class).isConnected());
            service.relay().publishAll(service.write("encrypted", 3));
            await().untilAsserted(() -> assertThat(service.pending()).isZero());
        }
    }

    /** A broker reads its certificate when it starts: a newer one in its place is of no use until then. */
    @Test
    void itIsKnownUntilWhenTheBrokersCertificateIsValid() {
        try (TestService service = service(port, HERE, "tls-until")) {
            await().untilAsserted(() -> assertThat(service.bean(MeterRegistry.class)
                            .get("holdfast.broker.certificate.seconds")
                            .gauge()
                            .value())
                    .isBetween(
                            Duration.ofDays(1).toSeconds() * 1.0,
                            Duration.ofDays(2).toSeconds() * 1.0));
        }
    }

    /** As in a cluster, where no certificate has the numbers that names stand for. */
    @Test
    void aBrokerIsKnownByItsName() throws Exception {
        TestCertificate named = TestCertificate.of("dns:localhost");
        int other = Ports.free();
        ServerProcess server = start(other, named);
        try (TestService service = service("nats://localhost:" + other, named, "tls-name")) {
            await().until(() -> service.bean(MessagePublisher.class).isConnected());
        } finally {
            server.stop();
        }
    }

    @Test
    void aBrokerThatAnotherAuthorityVouchesForIsRefused(CapturedOutput output) {
        try (TestService service = service(port, ANOTHER, "tls-wrong-authority")) {
            await().untilAsserted(() -> assertThat(output).contains("No TLS with the broker at"));
            assertThat(service.bean(MessagePublisher.class).isConnected()).isFalse();
            assertThat(service.bean(BrokerHealth.class).health().getStatus()).isEqualTo(Status.DOWN);
        }
    }

    @Test
    void aBrokerWhoseCertificateNamesAnotherHostIsRefused(CapturedOutput output) throws Exception {
        int other = Ports.free();
        ServerProcess elsewhere = start(other, ELSEWHERE);
        try (TestService service = service(other, ELSEWHERE, "tls-wrong-name")) {
            await().untilAsserted(() -> assertThat(output).contains("No TLS with the broker at"));
            assertThat(service.bean(MessagePublisher.class).isConnected()).isFalse();
        } finally {
            elsewhere.stop();
        }
    }

    @Test
    void theDatabaseIsReachedEncrypted() {
        try (TlsProxy proxy = inFrontOfTheDatabase();
                TestService service = withDatabase(proxy, HERE, "2m")) {
            service.write("stored", 2);
            assertThat(service.things().countDocuments(new Document("_id", new Document("$regex", "^stored"))))
                    .isEqualTo(2);
            assertThat(service.bean(DatabaseHealth.class).health().getStatus()).isEqualTo(Status.UP);
        }
    }

    @Test
    void aDatabaseThatAnotherAuthorityVouchesForIsRefused() {
        try (TlsProxy proxy = inFrontOfTheDatabase()) {
            assertThatThrownBy(() -> withDatabase(proxy, ANOTHER, "0s").close())
                    .hasStackTraceContaining("SSLHandshakeException");
        }
    }

    private static TestService service(int port, TestCertificate trusted, String database) {
        return service("nats://127.0.0.1:" + port, trusted, database);
    }

    private static TestService service(String broker, TestCertificate trusted, String database) {
        return TestService.start(
                broker,
                TestDatabase.shared().uri(database),
                Map.of(
                        "holdfast.messaging.tls-bundle",
                        "broker",
                        "spring.ssl.bundle.pem.broker.truststore.certificate",
                        trusted.certificate().toUri().toString()));
    }

    private static TlsProxy inFrontOfTheDatabase() {
        return TlsProxy.to(
                URI.create(TestDatabase.shared().uri("tls").split(",")[0].replace("mongodb:", "tcp:"))
                        .getPort(),
                HERE);
    }

    private static TestService withDatabase(TlsProxy proxy, TestCertificate trusted, String patience) {
        return TestService.start(
                TestBroker.shared().url(),
                "mongodb://127.0.0.1:%d/tls-database".formatted(proxy.port()),
                Map.of(
                        "holdfast.database.patience",
                        patience,
                        "spring.mongodb.ssl.bundle",
                        "database",
                        "spring.ssl.bundle.pem.database.truststore.certificate",
                        trusted.certificate().toUri().toString()));
    }

    private static ServerProcess start(int port, TestCertificate certificate) throws Exception {
        Path home = Files.createDirectories(directory.resolve("nats-" + port));
        Path configuration = home.resolve("nats.conf");
        Files.writeString(configuration, """
                listen: "127.0.0.1:%d"
                jetstream { store_dir: "%s" }
                tls { cert_file: "%s", key_file: "%s" }
                """.formatted(port, home, certificate.certificate(), certificate.key()));
        ServerProcess server = ServerProcess.start(
                "nats-tls",
                List.of(NatsServer.find().orElseThrow().toString(), "--config", configuration.toString()),
                home,
                Map.of());
        server.awaitReady(Duration.ofMinutes(1), () -> Ports.isListening(port));
        return server;
    }
}
