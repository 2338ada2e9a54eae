package io.holdfast.orders.order;

import static io.holdfast.testkit.QueryPlans.assertIsFilteredOf;
import static io.holdfast.testkit.QueryPlans.assertIsIndexed;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.holdfast.messaging.Ids;
import io.holdfast.testkit.QueryPlans;
import io.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
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

            assertIsIndexed(database, OrderStore.COLLECTION, named(List.of("name300")), "by-name");
            assertIsIndexed(database, OrderStore.COLLECTION, named(List.of("name300", "nemo300")), "by-name");
            // One of the words is looked for, and the others in what has it.
            assertIsFilteredOf(orders.find(named(List.of("ada", "eda"), List.of("name300", "nemo300"))), "by-name");
        }
    }

    /** What an organizer looks for: orders of an event with all of these words, each in one of its forms. */
    private static Bson named(List<?>... words) {
        List<Bson> all = new ArrayList<>(List.of(Filters.eq("eventId", "event")));
        for (List<?> forms : words) {
            all.add(OrderSearch.hasWord(forms.stream().map(String::valueOf).toList()));
        }
        return Filters.and(all);
    }

    /** Every tenth was paid and has tickets. */
    private static List<Document> manyOrdersOfOneEvent() {
        List<Document> orders = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            Document order = new Document("_id", "order " + i).append("eventId", "event");
            if (i % 10 == 0) {
                order.append(OrderDocuments.CODES, List.of("code " + i));
                order.append(OrderDocuments.NAMES, List.of("ada", "name" + i));
            }
            orders.add(order);
        }
        return orders;
    }
}
