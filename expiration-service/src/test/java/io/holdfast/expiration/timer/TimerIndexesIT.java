package io.holdfast.expiration.timer;

import static io.holdfast.testkit.QueryPlans.assertIsIndexed;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.holdfast.messaging.Ids;
import io.holdfast.testkit.QueryPlans;
import io.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Timers that are due are found among many that were cancelled or have fired. */
class TimerIndexesIT {

    private static final int TIMERS = 20_000;
    private static final Instant NOW = Instant.parse("2026-11-28T20:00:00Z");

    @Test
    void timersThatAreDueAreNotLookedForAmongThoseThatDoNotWait() {
        String name = "timer-indexes-" + Ids.random();
        try (MongoClient client = MongoClients.create(TestDatabase.shared().uri(name))) {
            MongoDatabase database = client.getDatabase(name);
            QueryPlans.assume(database);
            MongoCollection<Document> timers = database.getCollection(TimerStore.COLLECTION);
            new TimerConfiguration()
                    .timerIndexes()
                    .indexes()
                    .forEach(index -> timers.createIndex(index.getKeys(), index.getOptions()));
            timers.insertMany(oneInAHundredWaits());

            assertIsIndexed(timers.find(TimerStore.dueBy(NOW.minusSeconds(TIMERS / 2))), "due");
            assertIsIndexed(timers.find(TimerStore.overdue(NOW.minusSeconds(TIMERS / 2))), "due");
        }
    }

    private static List<Document> oneInAHundredWaits() {
        List<Document> timers = new ArrayList<>();
        for (int i = 0; i < TIMERS; i++) {
            Date at = Date.from(NOW.minusSeconds(i));
            Document timer = new Document("_id", "timer" + i).append("changedAt", at);
            timers.add(i % 100 == 0 ? timer.append("due", at) : timer);
        }
        return timers;
    }
}
