package io.holdfast.orders.order;

import static io.holdfast.testkit.QueryPlans.assertIsIndexed;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.holdfast.messaging.Ids;
import io.holdfast.testkit.QueryPlans;
import io.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** A door that reads an unknown code costs no more than one that reads a known one. */
class OrderIndexesIT {

    private static final int ORDERS = 20_000;

    @Test
    void codesAreNotLookedForInAllOrdersOfAnEvent() {
        String name = "order-indexes-" + Ids.random();
        try (MongoClient client = MongoClients.create(TestDatabase.shared().uri(name))) {
            MongoDatabase database = client.getDatabase(name);
            QueryPlans.assume(database);
            MongoCollection<Document> orders = database.getCollection(OrderStore.COLLECTION);
            new OrdersConfiguration()
                    .orderIndexes()
                    .indexes()
                    .forEach(index -> orders.createIndex(index.getKeys(), index.getOptions()));
            orders.insertMany(manyOrdersOfOneEvent());

            assertIsIndexed(database, OrderStore.COLLECTION, OrderStore.hasCode("code 300"), "by-code");
            assertIsIndexed(database, OrderStore.COLLECTION, OrderStore.hasCode("never issued"), "by-code");
        }
    }

    /** Every tenth was paid and has tickets. */
    private static List<Document> manyOrdersOfOneEvent() {
        List<Document> orders = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            Document order = new Document("_id", "order " + i).append("eventId", "event");
            if (i % 10 == 0) {
                order.append(OrderDocuments.CODES, List.of("code " + i));
            }
            orders.add(order);
        }
        return orders;
    }
}
