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
 * <pre>{ _id: order, event, entry, units, at, ends, deciding, outcome? }</pre>
 *
 * {@code deciding} is how many requests with its key have begun and were not refused: while there are any, one of them may place the order.
 * {@code ends} is when the order can be pending no longer, and its entry choosing no longer; once its outcome is known, when that matters no
 * longer.
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
     * Returns when it is stored. It counts with the entry that it was begun with last, and with the most units that were asked for. What was
     * noted of a paid order stays.
     */
    void begin(String orderId, String eventId, String entry, int units, Instant now, Instant ends) {
        boolean isNew = inserts.insert(new Document("_id", orderId)
                .append("event", eventId)
                .append("entry", entry)
                .append("units", units)
                .append("at", Date.from(now))
                .append("ends", Date.from(ends))
                .append("deciding", 1));
        if (!isNew && !beginAfterAll(orderId, entry, units, now, ends)) {
            Document latest =
                    new Document("units", units).append("at", Date.from(now)).append("ends", Date.from(ends));
            collection.updateOne(
                    Filters.and(Filters.eq(orderId), Filters.ne("outcome", Outcome.PAID.name())),
                    new Document("$set", new Document("entry", entry))
                            .append("$max", latest)
                            .append("$inc", new Document("deciding", 1))
                            .append("$unset", new Document("outcome", "")));
        }
    }

    /** Begins an order anew, of which no earlier request is being decided any more; false if one may be. */
    private boolean beginAfterAll(String orderId, String entry, int units, Instant now, Instant ends) {
        Document begun = new Document("entry", entry)
                .append("at", Date.from(now))
                .append("ends", Date.from(ends))
                .append("deciding", 1);
        Document update = new Document("$set", begun)
                .append("$max", new Document("units", units))
                .append("$unset", new Document("outcome", ""));
        return collection
                        .updateOne(
                                Filters.and(
                                        Filters.eq(orderId),
                                        Filters.ne("outcome", Outcome.PAID.name()),
                                        Filters.lte("at", Date.from(now.minus(WRITTEN_WITHIN)))),
                                update)
                        .getMatchedCount()
                == 1;
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

    /** How many orders were begun with an entry, whatever became of them, or {@code most} if that is less. */
    int countBegun(String entry, int most) {
        return collection
                .find(Filters.eq("entry", entry))
                .projection(Projections.include("_id"))
                .limit(most)
                .into(new ArrayList<>())
                .size();
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

    /**
     * Notes what became of orders that were pending. What was noted of one before stays, and so does one that was begun anew since it was
     * read: that may be placed.
     *
     * @param ends when they are {@linkplain #current current} no longer, unless it is so earlier
     */
    void note(Collection<AdmittedOrder> read, Outcome outcome, Instant ends) {
        List<UpdateOneModel<Document>> updates = read.stream()
                .map(order -> new UpdateOneModel<Document>(
                        pending(order.orderId()).append("at", Date.from(order.at())),
                        new Document("$set", new Document("outcome", outcome.name()))
                                .append("$min", new Document("ends", Date.from(ends)))))
                .toList();
        if (!updates.isEmpty()) {
            SortedBulkWrites.update(collection, updates);
        }
    }

    /** Notes that a request for an order was refused, and that the order was if no other request for it is being decided. */
    void refuse(String orderId, Instant now) {
        if (!refuseIfLast(orderId, 1, now)) {
            collection.updateOne(pending(orderId), new Document("$inc", new Document("deciding", -1)));
            // Of several that are refused at once, the last one finds that it is.
            refuseIfLast(orderId, 0, now);
        }
    }

    private boolean refuseIfLast(String orderId, int deciding, Instant now) {
        Document refused = new Document("outcome", Outcome.REFUSED.name()).append("deciding", 0);
        return collection
                        .updateOne(
                                pending(orderId).append("deciding", new Document("$lte", deciding)),
                                new Document("$set", refused).append("$min", new Document("ends", Date.from(now))))
                        .getMatchedCount()
                == 1;
    }

    /** An order of which nothing was noted. */
    private static Document pending(String orderId) {
        return new Document("_id", orderId).append("outcome", null);
    }

    /** Notes that an order came to nothing, even if it was paid. Nothing happens if it was placed without a waiting room. */
    void noteFailed(String orderId) {
        collection.updateOne(
                new Document("_id", orderId), new Document("$set", new Document("outcome", Outcome.NOTHING.name())));
    }
}
