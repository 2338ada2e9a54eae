package io.holdfast.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Acknowledged writes survive a {@code kill -9}, for every kind of database. */
@Tag("storage")
class AcknowledgedWritesIT {

    private static final int ROUNDS = 3;
    private static final int WRITERS = 8;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path directory;

    @Test
    void surviveAKillOfTheDatabase() throws Exception {
        boolean embedded =
                System.getProperty("holdfast.test.database", "embedded").equals("embedded");
        int port = Ports.free();
        for (int round = 0; round < ROUNDS; round++) {
            ServerProcess server = embedded ? embedded(port) : program(port);
            try (MongoClient client = client(port)) {
                MongoCollection<Document> documents = client.getDatabase("test").getCollection("writes");
                awaitAnswer(documents);
                assertThat(missing(documents))
                        .as("acknowledged, but lost in round %s", round)
                        .isEmpty();

                int atStart = acknowledged.size();
                List<Thread> writers = startWriters(documents, round);
                await().atMost(Duration.ofMinutes(2)).until(() -> acknowledged.size() > atStart + 300);
                server.kill();
                for (Thread writer : writers) {
                    writer.join();
                }
            }
        }
        ServerProcess server = embedded ? embedded(port) : program(port);
        try (MongoClient client = client(port)) {
            MongoCollection<Document> documents = client.getDatabase("test").getCollection("writes");
            awaitAnswer(documents);
            assertThat(missing(documents)).isEmpty();
        } finally {
            server.stop();
        }
    }

    private ServerProcess embedded(int port) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return ServerProcess.start(
                "embedded-database",
                List.of(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbeddedDatabaseMain.class.getName(),
                        directory.toString(),
                        String.valueOf(port)),
                directory,
                Map.of());
    }

    private ServerProcess program(int port) {
        Optional<DatabaseKind.Program> kind = DatabaseKind.program(System.getenv());
        Assumptions.assumeTrue(kind.isPresent(), "There is no mongod or documentdb on PATH");
        List<String> command = new ArrayList<>(kind.orElseThrow().command());
        command.addAll(List.of(
                "--dbpath",
                directory.resolve("data").toString(),
                "--port",
                String.valueOf(port),
                "--bind_ip",
                "127.0.0.1"));
        return ServerProcess.start("database", command, directory, Map.of());
    }

    private static MongoClient client(int port) {
        return MongoClients.create(
                "mongodb://127.0.0.1:%d/?retryWrites=false&w=majority&journal=true&serverSelectionTimeoutMS=2000"
                        .formatted(port));
    }

    private static void awaitAnswer(MongoCollection<Document> documents) {
        await().atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> documents.find(Filters.eq("_id", "nothing")).first() == null);
    }

    private List<Thread> startWriters(MongoCollection<Document> documents, int round) {
        return IntStream.range(0, WRITERS)
                .mapToObj(writer -> Thread.ofVirtual().start(() -> write(documents, round + "-" + writer)))
                .toList();
    }

    /** Inserts, and appends to a document of its own, until the database does not answer. */
    private void write(MongoCollection<Document> documents, String name) {
        try {
            documents.insertOne(new Document("_id", name));
            for (int i = 0; ; i++) {
                String id = name + "-" + i;
                documents.insertOne(new Document("_id", id));
                acknowledged.add(id);
                documents.updateOne(Filters.eq("_id", name), Updates.set("last", i));
                acknowledged.add(name + "#" + i);
            }
        } catch (MongoException e) {
            // Killed, as it should be.
        }
    }

    private Set<String> missing(MongoCollection<Document> documents) {
        Set<String> missing = ConcurrentHashMap.newKeySet();
        missing.addAll(acknowledged);
        for (Document document : documents.find()) {
            missing.remove(document.getString("_id"));
            Integer last = document.getInteger("last");
            if (last != null) {
                IntStream.rangeClosed(0, last).forEach(i -> missing.remove(document.getString("_id") + "#" + i));
            }
        }
        return missing;
    }
}
