package io.holdfast.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.check.Place.Found;
import io.holdfast.local.DatabaseServer;
import io.holdfast.local.EmbeddedDatabase;
import io.holdfast.local.NatsServer;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where {@code ./holdfast check} looks. */
class PlaceIT {

    private static final Map<String, String> EMBEDDED = Map.of("HOLDFAST_MONGOD", "embedded");

    @TempDir
    private Path directory;

    @Test
    void startsWhatHasStoppedForAsLongAsItLooks() throws Exception {
        Path data = directory.resolve("data/embedded");
        for (String service : Systems.SERVICES) {
            EmbeddedDatabase.start(data.resolve("database/" + service), 0).stop();
        }
        try (DatabaseServer orders = EmbeddedDatabase.start(data.resolve("database/orders"), 0);
                Databases databases =
                        Databases.at(new Systems(Map.of("orders", orders.uri("orders")), null, false), "test")) {
            databases.find("orders").orElseThrow().getCollection("orders").insertOne(new Document("_id", "lost"));
        }

        Report report;
        try (Found found = Place.find(directory, EMBEDDED, false)) {
            assertThat(found.systems().running()).isFalse();
            report = Check.of(found.systems()).run();
        }

        assertThat(report.wrong())
                .singleElement()
                .satisfies(finding -> assertThat(finding.toString()).startsWith("unreadable orders/orders lost: "));
        assertThat(report.notLookedAt()).isEmpty();
        // All of it has ended again: the same can be done once more.
        Place.find(directory, EMBEDDED, false).close();
    }

    @Test
    void findsTheOneThatRunsThere() throws Exception {
        try (NatsServer broker = NatsServer.start(directory.resolve("nats"), 0)) {
            StringBuilder where =
                    new StringBuilder("pid=" + ProcessHandle.current().pid() + "\nbroker=" + broker.url());
            Systems.SERVICES.forEach(service ->
                    where.append("\n%s-service.database=mongodb://127.0.0.1:1/%s".formatted(service, service)));
            Files.writeString(directory.resolve("running.properties"), where);

            Systems systems = Systems.runningIn(directory, Map.of()).orElseThrow();

            assertThat(systems.running()).isTrue();
            assertThat(systems.broker()).isEqualTo(broker.url());
            assertThat(systems.databases())
                    .containsEntry("orders", "mongodb://127.0.0.1:1/orders")
                    .hasSize(5);
        }
    }

    @Test
    void looksNeitherWhereNothingIsNorWhereSomebodyIsAboutToRun() throws Exception {
        assertThatThrownBy(() -> Place.find(directory, EMBEDDED, false))
                .isInstanceOf(CannotLook.class)
                .hasMessageContaining("none has left any there");

        Files.createDirectories(directory.resolve("data/embedded"));
        try (var file = new RandomAccessFile(directory.resolve("lock").toFile(), "rw");
                var lock = file.getChannel().lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> Place.find(directory, EMBEDDED, false))
                    .isInstanceOf(CannotLook.class)
                    .hasMessageContaining("starting or stopping");
        }
    }
}
