package io.holdfast.orders.waiting;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.messaging.SortedBulkWrites;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Which entry each order of an event with a waiting room was placed with. It is written before the order, so that there is none without;
 * of an order that was refused it stays, too.
 *
 * <pre>{ _id: order, event, entry, units, at, ends, outcome? }</pre>
 *
 * {@code ends} is when the order can be pending no longer, and its entry choosing no longer.
 */
@Component
class AdmittedOrders {

    static final String COLLECTION = "waiting_orders";

    /** Longer than the decision about an order takes, with all time limits of the database. */
    private static final Duration WRITTEN_WITHIN = Duration.ofSeconds(60);

    /** What became of an order, as far as the waiting room needs to know. */
    enum Outcome {
        /** It was paid: its buyer needs no more time. */
        PAID,
        /** It came to nothing: its buyer may choose again. */
        NOTHING,
        /** It was not placed at all. */
        REFUSED
    }

    /** @param outcome null while the order is pending, as far as is known */
    record AdmittedOrder(
            String orderId,
            String entry,
            Instant at,
            @Nullable Outcome outcome) {

        AdmittedOrder with(Outcome known) {
            return new AdmittedOrder(orderId, entry, at, known);
        }
    }

    private final MongoCollection<Document> collection;
    private final GroupedInserts inserts;

    AdmittedOrders(MongoTemplate mongo) {
        this.collection = mongo.getCollection(COLLECTION);
        this.inserts = new GroupedInserts(collection);
    }

    /**
     * Returns when it is stored. Repeating it changes nothing but the units, to the most that were asked for, unless the order was refused or came
     * to nothing, so far: then it counts again.
     */
    void begin(String orderId, String eventId, String entry, int units, Instant now, Instant ends) {
        boolean isNew = inserts.insert(new Document("_id", orderId)
                .append("event", eventId)
                .append("entry", entry)
                .append("units", units)
                .append("at", Date.from(now))
                .append("ends", Date.from(ends)));
        if (!isNew) {
            Document most = new Document("units", units);
            collection.updateOne(new Document("_id", orderId), new Document("$max", most));
            collection.updateOne(
                    Filters.and(
                            Filters.eq(orderId),
                            Filters.or(
                                    Filters.eq("outcome", Outcome.REFUSED.name()),
                                    Filters.lte("at", Date.from(now.minus(WRITTEN_WITHIN))))),
                    new Document("$set", new Document("at", Date.from(now)).append("ends", Date.from(ends)))
                            .append("$unset", new Document("outcome", "")));
        }
    }

    /** @param refused whether a request for it was; another one with the same key may have placed it */
    record Ordered(String orderId, int units, Instant at, boolean refused) {

        /** Whether it is known to have come to no order, unless there is one. */
        boolean isDoubtful(Instant now) {
            return refused || !mayBeWritten(at, now);
        }
    }

    /** Whether an order that was begun at that moment may come yet, if there is none. */
    static boolean mayBeWritten(Instant at, Instant now) {
        return now.isBefore(at.plus(WRITTEN_WITHIN));
    }

    /** What was ordered with an entry, whatever became of it. */
    List<Ordered> of(String entry) {
        return collection
                .find(Filters.eq("entry", entry))
                .projection(Projections.include("units", "at", "outcome"))
                .map(order -> new Ordered(
                        order.getString("_id"),
                        order.getInteger("units"),
                        order.getDate("at").toInstant(),
                        Outcome.REFUSED.name().equals(order.getString("outcome"))))
                .into(new ArrayList<>());
    }

    /** The orders of an event that may be pending, or whose entries may be choosing. */
    List<AdmittedOrder> current(String eventId, Instant now) {
        return collection
                .find(Filters.and(Filters.eq("event", eventId), Filters.gt("ends", Date.from(now))))
                .projection(Projections.include("entry", "at", "outcome"))
                .map(AdmittedOrders::read)
                .into(new ArrayList<>());
    }

    private static AdmittedOrder read(Document document) {
        String outcome = document.getString("outcome");
        return new AdmittedOrder(
                document.getString("_id"),
                document.getString("entry"),
                document.getDate("at").toInstant(),
                outcome == null ? null : Outcome.valueOf(outcome));
    }

    /** Notes what became of orders that were pending. What was noted of one before stays. */
    void note(Collection<String> orderIds, Outcome outcome) {
        List<UpdateOneModel<Document>> updates = orderIds.stream()
                .map(id -> new UpdateOneModel<Document>(
                        new Document("_id", id).append("outcome", null),
                        new Document("$set", new Document("outcome", outcome.name()))))
                .toList();
        if (!updates.isEmpty()) {
            SortedBulkWrites.update(collection, updates);
        }
    }

    /** Notes that an order came to nothing, even if it was paid. Nothing happens if it was placed without a waiting room. */
    void noteFailed(String orderId) {
        collection.updateOne(
                new Document("_id", orderId), new Document("$set", new Document("outcome", Outcome.NOTHING.name())));
    }
}
