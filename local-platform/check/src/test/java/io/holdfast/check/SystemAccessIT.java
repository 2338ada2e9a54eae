package io.holdfast.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.local.DatabaseServer;
import io.holdfast.local.EmbeddedDatabase;
import io.holdfast.local.NatsServer;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which system {@code ./holdfast check} opens. */
class SystemAccessIT {

    private static final Map<String, String> EMBEDDED = Map.of("HOLDFAST_MONGOD", "embedded");

    @TempDir
    private Path directory;

    @Test
    void startsTheServersOfAStoppedSystemUntilItIsClosed() throws Exception {
        Path data = directory.resolve("data/embedded");
        for (String service : SystemAddresses.SERVICES) {
            EmbeddedDatabase.start(data.resolve("database/" + service), 0).stop();
        }
        try (DatabaseServer orders = EmbeddedDatabase.start(data.resolve("database/orders"), 0);
                Databases databases = Databases.at(
                        new SystemAddresses(Map.of("orders", orders.uri("orders")), null, false), "test")) {
            databases.find("orders").orElseThrow().getCollection("orders").insertOne(new Document("_id", "lost"));
        }

        Report report;
        try (SystemAccess system = SystemAccess.open(directory, EMBEDDED, false)) {
            assertThat(system.addresses().running()).isFalse();
            report = Check.of(system.addresses()).run();
        }

        assertThat(report.wrong())
                .singleElement()
                .satisfies(finding -> assertThat(finding.toString()).startsWith("unreadable orders/orders lost: "));
        assertThat(report.notLookedAt()).isEmpty();
        // Everything was stopped, so that it can be started once more.
        SystemAccess.open(directory, EMBEDDED, false).close();
    }

    @Test
    void findsTheSystemThatRunsOnADirectory() throws Exception {
        try (NatsServer broker = NatsServer.start(directory.resolve("nats"), 0)) {
            StringBuilder where =
                    new StringBuilder("pid=" + ProcessHandle.current().pid() + "\nbroker=" + broker.url());
            SystemAddresses.SERVICES.forEach(service ->
                    where.append("\n%s-service.database=mongodb://127.0.0.1:1/%s".formatted(service, service)));
            Files.writeString(directory.resolve("running.properties"), where);

            SystemAddresses systems =
                    SystemAddresses.runningIn(directory, Map.of()).orElseThrow();

            assertThat(systems.running()).isTrue();
            assertThat(systems.broker()).isEqualTo(broker.url());
            assertThat(systems.databases())
                    .containsEntry("orders", "mongodb://127.0.0.1:1/orders")
                    .hasSize(5);
        }
    }

    @Test
    void refusesADirectoryWithoutDataAndOneThatIsLocked() throws Exception {
        assertThatThrownBy(() -> SystemAccess.open(directory, EMBEDDED, false))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("none has left any there");

        Files.createDirectories(directory.resolve("data/embedded"));
        try (RandomAccessFile file =
                        new RandomAccessFile(directory.resolve("lock").toFile(), "rw");
                FileLock lock = file.getChannel().lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> SystemAccess.open(directory, EMBEDDED, false))
                    .isInstanceOf(CommandFailed.class)
                    .hasMessageContaining("starting or stopping");
        }
    }
}
