package io.holdfast.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.local.EmbeddedDatabase;
import io.holdfast.local.NatsServer;
import io.holdfast.local.Ports;
import io.holdfast.local.ServerProcess;
import io.holdfast.testkit.TestCertificate;
import io.holdfast.testkit.TlsProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads servers by TLS, with real handshakes: those that a trusted authority has certified, and no others. */
class ServerTrustIT {

    private static final TestCertificate HERE = TestCertificate.of("ip:127.0.0.1,dns:localhost");
    private static final TestCertificate ANOTHER = TestCertificate.of("ip:127.0.0.1,dns:localhost");
    private static final TestCertificate ELSEWHERE = TestCertificate.of("dns:elsewhere.example");

    private static final Duration SOON = Duration.ofSeconds(2);

    @TempDir
    private static Path directory;

    private static EmbeddedDatabase database;
    private static String broker;
    private static String misnamedBroker;
    private static List<ServerProcess> brokers;

    @BeforeAll
    static void start() throws IOException {
        database = EmbeddedDatabase.start(directory.resolve("database"), 0);
        int here = Ports.free();
        ServerProcess first = start(here, HERE);
        int elsewhere = Ports.free();
        brokers = List.of(first, start(elsewhere, ELSEWHERE));
        broker = "tls://127.0.0.1:" + here;
        misnamedBroker = "tls://127.0.0.1:" + elsewhere;
    }

    @AfterAll
    static void stop() {
        brokers.forEach(ServerProcess::stop);
        database.stop();
    }

    @Test
    void readsServersThatTheAuthorityHasCertified() {
        try (TlsProxy proxy = inFrontOfTheDatabase(HERE)) {
            Report report = Check.of(systems(proxy, broker, HERE.certificate(), Duration.ofMinutes(1)))
                    .run();

            assertThat(report.isSound()).as(report.toString()).isTrue();
            assertThat(report.notLookedAt()).doesNotContain("orders");
        }
    }

    /** As behind a forwarded port: the certificate has no number. */
    @Test
    void readsABrokerByItsName() throws IOException {
        TestCertificate named = TestCertificate.of("dns:localhost");
        int port = Ports.free();
        ServerProcess server = start(port, named);
        try (TlsProxy proxy = inFrontOfTheDatabase(named)) {
            Report report = Check.of(
                            systems(proxy, "tls://localhost:" + port, named.certificate(), Duration.ofMinutes(1)))
                    .run();

            assertThat(report.isSound()).as(report.toString()).isTrue();
        } finally {
            server.stop();
        }
    }

    @Test
    void refusesABrokerOfAnotherAuthority() {
        assertRefused(new SystemAddresses(Map.of(), broker, false, ANOTHER.certificate()), "The broker at");
    }

    @Test
    void refusesABrokerOfAnAuthorityThatJavaDoesNotTrust() {
        assertRefused(new SystemAddresses(Map.of(), broker, false, null), "The broker at");
    }

    @Test
    void refusesABrokerWhoseCertificateNamesAnotherHost() {
        assertRefused(new SystemAddresses(Map.of(), misnamedBroker, false, ELSEWHERE.certificate()), "The broker at");
    }

    @Test
    void refusesADatabaseOfAnotherAuthority() {
        try (TlsProxy proxy = inFrontOfTheDatabase(HERE)) {
            assertRefused(systems(proxy, null, ANOTHER.certificate(), SOON), "The database of orders");
        }
    }

    @Test
    void refusesADatabaseWhoseCertificateNamesAnotherHost() {
        try (TlsProxy proxy = inFrontOfTheDatabase(ELSEWHERE)) {
            assertRefused(systems(proxy, null, ELSEWHERE.certificate(), SOON), "The database of orders");
        }
    }

    @Test
    void namesTheFileThatHasNoCertificates() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty.pem"));

        assertRefused(new SystemAddresses(Map.of(), broker, false, empty), "No certificates can be read from " + empty);
    }

    private static void assertRefused(SystemAddresses systems, String why) {
        assertThatThrownBy(() -> Check.of(systems).run())
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining(why);
    }

    private static SystemAddresses systems(
            TlsProxy proxy, @Nullable String broker, Path authorities, Duration selectionTimeout) {
        return new SystemAddresses(
                // The driver tries again for as long as it may: a refused certificate is not accepted later.
                Map.of(
                        "orders",
                        "mongodb://127.0.0.1:%d/orders?tls=true&serverSelectionTimeoutMS=%d"
                                .formatted(proxy.port(), selectionTimeout.toMillis())),
                broker,
                false,
                authorities);
    }

    private static TlsProxy inFrontOfTheDatabase(TestCertificate certificate) {
        return TlsProxy.to(
                URI.create(database.uri("orders").replace("mongodb:", "tcp:")).getPort(), certificate);
    }

    private static ServerProcess start(int port, TestCertificate certificate) throws IOException {
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
