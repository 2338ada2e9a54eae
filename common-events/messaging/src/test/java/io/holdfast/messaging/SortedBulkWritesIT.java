package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandSucceededEvent;
import io.holdfast.messaging.TestService.Thing;
import io.holdfast.testkit.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Writers of the same documents do not wait for each other's locks in a circle, whatever order they have the documents in. */
@Tag("storage")
class SortedBulkWritesIT {

    private static final int THINGS = 400;
    private static final int ROUNDS = 5;

    private final Queue<String> writeErrors = new ConcurrentLinkedQueue<>();
    private final MongoClient client = client();
    private final MongoCollection<Document> things =
            client.getDatabase("sorted-" + Ids.random()).getCollection("things");
    private final List<String> ids =
            IntStream.range(0, THINGS).mapToObj("thing%04d"::formatted).toList();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void workersMarkAndChangeTheSameDocumentsFromOppositeEnds() throws Exception {
        things.insertMany(ids.stream()
                .map(id -> Thing.fresh(id).toDocument().append("changes", 0))
                .toList());
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (List<String> order : List.of(ids, ids.reversed())) {
                running.add(workers.submit(() -> repeat(() -> mark(order))));
                running.add(workers.submit(() -> repeat(() -> change(order))));
            }
            await().atMost(Duration.ofMinutes(2)).until(() -> running.stream().allMatch(Future::isDone));
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertThat(writeErrors).isEmpty();
        assertThat(things.countDocuments(new Document("changes", 2 * ROUNDS))).isEqualTo(THINGS);
        assertThat(things.countDocuments(new Document("outbox.pendingSince", new Document("$exists", true))))
                .isZero();
    }

    @Test
    void workersInsertTheSameDocumentsFromOppositeEnds() throws Exception {
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> inserted = new ArrayList<>();
            for (List<String> order : List.of(ids, ids.reversed(), ids, ids.reversed())) {
                List<Document> documents =
                        order.stream().map(id -> new Document("_id", id)).toList();
                inserted.add(workers.submit(() ->
                        THINGS - GroupedInserts.insertAll(things, documents).size()));
            }
            int sum = 0;
            for (Future<Integer> each : inserted) {
                sum += each.get();
            }
            assertThat(sum).isEqualTo(THINGS);
        }
        assertThat(writeErrors).noneMatch(errors -> errors.contains("deadlock"));
    }

    @Test
    void whatIsFoundIsChangedAndDeletedInParts() {
        List<String> many = IntStream.range(0, 2_500).mapToObj(i -> "many" + i).toList();
        things.insertMany(many.stream()
                .map(id -> new Document("_id", id).append("old", true))
                .toList());
        things.insertOne(new Document("_id", "other"));

        SortedBulkWrites.updateFound(
                things, new Document("old", true), new Document("$set", new Document("old", false)));
        assertThat(things.countDocuments(new Document("old", false))).isEqualTo(2_500);

        SortedBulkWrites.deleteFound(things, new Document("old", false));
        assertThat(things.find().map(each -> each.getString("_id")).into(new ArrayList<>()))
                .containsExactly("other");
    }

    private void mark(List<String> order) {
        List<PublishResult> results = new ArrayList<>();
        for (String id : order) {
            // Every other one has an entry to delete, and is marked by itself.
            List<Long> old = id.hashCode() % 2 == 0 ? List.of() : List.of(99L);
            OutboxMessage message = Outbox.of(
                            TestService.message(id, 1), Clock.systemUTC().instant())
                    .unpublished(id)
                    .getFirst();
            results.add(new PublishResult(new OutboxItem(id, 1, List.of(message), Instant.EPOCH, old), Map.of(1L, 7L)));
        }
        new OutboxMarks(things, Clock.systemUTC()).mark(results, Instant.now());
    }

    private void change(List<String> order) {
        List<UpdateOneModel<Document>> updates = order.stream()
                .map(id -> new UpdateOneModel<Document>(
                        new Document("_id", id), new Document("$inc", new Document("changes", 1))))
                .toList();
        assertThat(SortedBulkWrites.update(things, updates)).isEqualTo(THINGS);
    }

    private static void repeat(Runnable work) {
        Collections.nCopies(ROUNDS, work).forEach(Runnable::run);
    }

    private MongoClient client() {
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .applyConnectionString(
                        new ConnectionString(TestDatabase.shared().uri("sorted")))
                .addCommandListener(new CommandListener() {
                    @Override
                    public void commandSucceeded(CommandSucceededEvent event) {
                        if (event.getResponse().containsKey("writeErrors")) {
                            writeErrors.add(
                                    event.getResponse().get("writeErrors").toString());
                        }
                    }
                });
        new DatabaseClientSettings().customize(settings);
        return MongoClients.create(settings.build());
    }
}
