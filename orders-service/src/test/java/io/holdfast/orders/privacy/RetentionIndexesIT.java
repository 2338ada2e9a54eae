package io.holdfast.orders.privacy;

import static io.holdfast.testkit.QueryPlans.assertIsFilteredOf;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Sorts;
import io.holdfast.orders.RunningOrders;
import io.holdfast.testkit.QueryPlans;
import io.holdfast.testkit.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** With many events, those that ended long ago are found by the index of their ends. */
class RetentionIndexesIT {

    private static final int EVENTS = 20_000;

    @Test
    void eventsThatEndedLongAgoAreNotLookedForInAllSales() {
        try (RunningOrders orders = new RunningOrders(TestBroker.shared(), 1)) {
            MongoDatabase database = orders.mongo().getDb();
            QueryPlans.assume(database);
            Instant now = Instant.now();
            List<Document> sales = new ArrayList<>();
            for (int i = 0; i < EVENTS; i++) {
                Date ends = Date.from(now.plus(Duration.ofHours(i)));
                sales.add(new Document("_id", "event " + i).append("endsAt", ends));
            }
            database.getCollection("sales").insertMany(sales);

            // As they are read, in turn.
            assertIsFilteredOf(
                    database.getCollection("sales")
                            .find(Retention.endedBefore(now.plus(Duration.ofHours(20))))
                            .sort(Sorts.ascending("_id"))
                            .limit(500),
                    "by-end");
        }
    }
}
