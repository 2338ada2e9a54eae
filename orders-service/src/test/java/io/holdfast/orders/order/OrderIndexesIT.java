package io.holdfast.orders.order;

import static io.holdfast.testkit.QueryPlans.assertIsFilteredOf;
import static io.holdfast.testkit.QueryPlans.assertIsIndexed;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.inventory.BuyersFirst;
import io.holdfast.testkit.QueryPlans;
import io.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What costs a buyer or a door little, however many orders there are. */
class OrderIndexesIT {

    private static final int ORDERS = 20_000;

    @Test
    void codesAreNotLookedForInAllOrdersOfAnEvent() {
        String name = "order-indexes-" + Ids.random();
        try (MongoClient client = MongoClients.create(TestDatabase.shared().uri(name))) {
            MongoDatabase database = client.getDatabase(name);
            QueryPlans.assume(database);
            MongoCollection<Document> orders = database.getCollection(OrderStore.COLLECTION);
            createIndexes(orders);
            orders.insertMany(manyOrdersOfOneEvent());

            assertIsIndexed(database, OrderStore.COLLECTION, OrderStore.hasCode("code 300"), "by-code");
            assertIsIndexed(database, OrderStore.COLLECTION, OrderStore.hasCode("never issued"), "by-code");

            assertIsIndexed(database, OrderStore.COLLECTION, named(List.of("name300")), "by-name");
            assertIsIndexed(database, OrderStore.COLLECTION, named(List.of("name300", "nemo300")), "by-name");
            // One of the words is looked for, and the others in what has it.
            assertIsFilteredOf(orders.find(named(List.of("ada", "eda"), List.of("name300", "nemo300"))), "by-name");
        }
    }

    /** Other buyers wait while a buyer's orders of an event are counted. */
    @Test
    void ordersOfABuyerAreNotLookedForInThoseOfOtherEvents() {
        String name = "order-indexes-" + Ids.random();
        try (MongoClient client = MongoClients.create(TestDatabase.shared().uri(name))) {
            QueryPlans.assume(client.getDatabase(name));
            MongoTemplate mongo = new MongoTemplate(client, name);
            MongoCollection<Document> orders = mongo.getCollection(OrderStore.COLLECTION);
            createIndexes(orders);
            orders.insertMany(manyOrdersOfOneBuyer());
            OrderStore store = new OrderStore(mongo, new UnlistedCodes(mongo, new BuyersFirst()));

            List<FindIterable<Document>> alive = store.alive("event 7", List.of("buyer"), false);
            assertIsIndexed(alive.getFirst(), "by-buyer-and-event");
            assertIsIndexed(alive.getLast(), "by-guest-and-event");
            assertThat(alive)
                    .extracting(search -> search.into(new ArrayList<>()).size())
                    .containsExactly(20, 2);
            assertThat(store.findHeld("event 7", "stranger", Instant.EPOCH)).isEmpty();
            assertThat(store.findGivenUp("event 7", List.of("stranger"), Instant.EPOCH))
                    .isEmpty();
        }
    }

    private static void createIndexes(MongoCollection<Document> orders) {
        new OrdersConfiguration()
                .orderIndexes()
                .indexes()
                .forEach(index -> orders.createIndex(index.getKeys(), index.getOptions()));
    }

    /** Of a thousand events; every tenth was ordered without an account. */
    private static List<Document> manyOrdersOfOneBuyer() {
        List<Document> orders = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            Document order = new Document("_id", "order " + i)
                    .append("eventId", "event " + i / 20)
                    .append("status", "COMPLETED")
                    .append("buyer", "buyer");
            if (i % 10 == 0) {
                order.append(OrderDocuments.GUEST_ADDRESS, "buyer");
            }
            orders.add(order);
        }
        return orders;
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
