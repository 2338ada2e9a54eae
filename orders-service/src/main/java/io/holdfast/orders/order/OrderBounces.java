package io.holdfast.orders.order;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Notes in orders that a mail about them did not reach their buyer. It is beside the order, as it were: no transition reads or writes it,
 * and the field is not what a transition stores.
 */
@Component
public class OrderBounces {

    private static final String FIELD = "mailBouncedAt";

    private final MongoCollection<Document> orders;

    OrderBounces(MongoTemplate mongo) {
        this.orders = mongo.getCollection(OrderStore.COLLECTION);
    }

    public void note(String orderId, Instant at) {
        orders.updateOne(Filters.eq("_id", orderId), Updates.set(FIELD, Date.from(at)));
    }

    /** A mail about the order that was begun to be sent then did not come back: one that came back before is no matter any more. */
    public void forget(String orderId, Instant begun) {
        // One flat document: inside an $and the embedded database does not see the _id, and scans.
        orders.updateOne(
                new Document("_id", orderId).append(FIELD, new Document("$lt", Date.from(begun))),
                Updates.unset(FIELD));
    }

    /** When the last mail about each of these orders came back; those are left out whose mails did not, or not since. */
    public Map<String, Instant> find(Collection<String> orderIds) {
        Map<String, Instant> found = new HashMap<>();
        orders.find(Filters.in("_id", orderIds))
                .projection(Projections.include(FIELD))
                .forEach(document -> {
                    if (document.get(FIELD) instanceof Date at) {
                        found.put(document.getString("_id"), at.toInstant());
                    }
                });
        return found;
    }
}
