package io.holdfast.orders.cancellation;

import static io.holdfast.testkit.QueryPlans.assertIsIndexed;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.holdfast.messaging.Ids;
import io.holdfast.testkit.QueryPlans;
import io.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Cancelled events whose orders are to be ended are found among those whose orders are. */
class CancellationIndexesIT {

    private static final int CANCELLED = 20_000;
    private static final Instant NOW = Instant.parse("2026-11-28T20:00:00Z");

    @Test
    void eventsWhoseOrdersAreEndedAreNotRead() {
        String name = "cancellation-indexes-" + Ids.random();
        try (MongoClient client = MongoClients.create(TestDatabase.shared().uri(name))) {
            MongoDatabase database = client.getDatabase(name);
            QueryPlans.assume(database);
            MongoCollection<Document> cancellations = database.getCollection(CancellationStore.COLLECTION);
            new CancellationConfiguration()
                    .cancellationIndexes()
                    .indexes()
                    .forEach(index -> cancellations.createIndex(index.getKeys(), index.getOptions()));
            List<Document> cancelled = IntStream.range(0, CANCELLED)
                    .mapToObj(number -> new Document("_id", "event" + number))
                    .toList();
            cancelled.subList(0, 5).forEach(event -> event.append(CancellationStore.NEXT_AT, Date.from(NOW)));
            cancellations.insertMany(cancelled);

            assertIsIndexed(cancellations.find(CancellationStore.dueBy(NOW)), "next");
        }
    }
}
