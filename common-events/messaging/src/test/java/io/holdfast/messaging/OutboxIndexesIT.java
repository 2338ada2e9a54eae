package io.holdfast.messaging;

import static io.holdfast.testkit.QueryPlans.assertIsFilteredOf;
import static io.holdfast.testkit.QueryPlans.assertIsIndexed;

import com.mongodb.client.MongoDatabase;
import io.holdfast.testkit.QueryPlans;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** Whatever is looked for in outboxes is found by an index, on a database that has indexes. */
class OutboxIndexesIT {
    private static final int THINGS = 20_000;
    private static final Instant NOW = Instant.parse("2026-11-28T20:00:00Z");

    @Test
    void nothingInAnOutboxIsLookedForByReadingAllDocuments() {
        String uri = TestDatabase.shared().uri("indexes-" + Ids.random());
        try (TestService service = TestService.start(TestBroker.shared().url(), uri, Map.of())) {
            MongoDatabase database = service.bean(MongoDatabaseFactory.class).getMongoDatabase();
            QueryPlans.assume(database);
            fill(service);
            Instant recently = NOW.minusSeconds(60);
            assertIsIndexed(database, "things", Outbox.pendingSinceBefore(recently), "outbox-pending");
            assertIsIndexed(database, "things", Outbox.lastAt("$gte", recently), "outbox-kept");
            assertIsFilteredOf(
                    database.getCollection("things")
                            .find(new Document(
                                    "$and", List.of(Outbox.lastAt("$lt", recently), Outbox.nothingPending()))),
                    "outbox-kept");
            assertIsIndexed(
                    database, "thing_batches", new Document("at", new Document("$gte", Date.from(recently))), "at_1");
            assertIsIndexed(
                    database,
                    "thing_batches",
                    CollectionIndexes.indexed("pendingSince", "$lt", Date.from(recently)),
                    "batches-pending");
            assertIsIndexed(
                    database,
                    "thing_batches",
                    CollectionIndexes.indexed("delayedTill", "$gte", Date.from(recently)),
                    "delayed");
        }
    }

    /** Most were trimmed long ago; some were published in the last hours, few just now, and few are pending. */
    private static void fill(TestService service) {
        List<Document> things = new ArrayList<>();
        List<Document> batches = new ArrayList<>();
        for (int i = 0; i < THINGS; i++) {
            Document outbox = new Document("last", 1L);
            if (i % 10 == 0) {
                outbox.append("lastAt", Date.from(NOW.minusSeconds(i)));
            }
            if (i % 1_000 == 0) {
                outbox.append("pendingSince", Date.from(NOW.minusSeconds(i)));
            }
            things.add(new Document("_id", "t" + i).append("version", 1L).append("outbox", outbox));
            Document batch = new Document("_id", "b" + i).append("at", Date.from(NOW.minusSeconds(i)));
            if (i % 1_000 == 0) {
                batch.append("pendingSince", Date.from(NOW.minusSeconds(i)));
            }
            if (i % 1_000 == 500) {
                batch.append("delayedTill", Date.from(NOW.minusSeconds(i)));
            }
            batches.add(batch);
        }
        service.things().insertMany(things);
        service.listed().insertMany(batches);
    }
}
