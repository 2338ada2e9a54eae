package io.holdfast.orders.cancellation;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.EventCancelled;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.Inserts;
import io.holdfast.orders.order.OrderCursor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Stores the cancelled events whose orders are to be ended.
 *
 * <pre>{ _id: event, since, nextAt?, cleared?, position?: { createdAt, id } }</pre>
 *
 * {@code nextAt} is when to look for orders again. The replica that does so first moves it into the future, so that the other replicas
 * leave the event alone for that long; this saves work, correctness does not need it. It is removed once no more orders can come.
 * {@code position} is there while the orders are gone through: the last one that is done with.
 */
@Component
class CancellationStore {

    static final String COLLECTION = "cancellations";
    static final String NEXT_AT = "nextAt";

    private final MongoCollection<Document> collection;
    private final Clock clock;

    CancellationStore(MongoTemplate mongo, Clock clock) {
        this.collection = mongo.getCollection(COLLECTION);
        this.clock = clock;
    }

    /**
     * @param cleared whether a look found no orders to end
     * @param position the last order that a look, which did not come to its end, is done with; null if there was none
     */
    record Cancellation(
            String eventId,
            Instant since,
            boolean cleared,
            @Nullable OrderCursor position) {}

    /** An event was cancelled: from now on its orders are ended. Repeating it changes nothing. */
    void begin(EventCancelled message) {
        Date now = Date.from(clock.instant());
        boolean _ = Inserts.insertIfAbsent(
                collection,
                new Document("_id", message.event().id()).append("since", now).append(NEXT_AT, now));
    }

    Optional<Cancellation> find(String eventId) {
        return Optional.ofNullable(collection.find(Filters.eq("_id", eventId)).first())
                .map(CancellationStore::read);
    }

    /** Those whose orders are to be ended now. */
    List<Cancellation> due() {
        return collection
                .find(dueBy(clock.instant()))
                .map(CancellationStore::read)
                .into(new ArrayList<>());
    }

    static Document dueBy(Instant now) {
        return CollectionIndexes.indexed(NEXT_AT, "$lte", Date.from(now));
    }

    /** Reserves a due event for {@code time}; false if another replica was first. */
    boolean reserve(String eventId, Duration time) {
        Date now = Date.from(clock.instant());
        return update(new Document("_id", eventId).append(NEXT_AT, new Document("$lte", now)), next(time));
    }

    /** A look is done with this order and those before it, and goes on; others leave the event alone for {@code time}. */
    void reached(String eventId, OrderCursor position, Duration time) {
        Document stored = new Document("createdAt", Date.from(position.createdAt())).append("id", position.id());
        update(ongoing(eventId), Updates.combine(Updates.set("position", stored), next(time)));
    }

    /** A look ends before its end; another replica goes on at once. */
    void leave(String eventId) {
        update(ongoing(eventId), next(Duration.ZERO));
    }

    /** The event is due at once, from its newest order on. */
    void beginAgain(String eventId) {
        update(ongoing(eventId), Updates.combine(Updates.unset("position"), next(Duration.ZERO)));
    }

    /** A look at all orders found none to end; the event is due again after {@code time}. */
    void cleared(String eventId, Duration time) {
        update(ongoing(eventId), Updates.combine(Updates.set("cleared", true), Updates.unset("position"), next(time)));
    }

    /** The event is never due again. */
    void finish(String eventId) {
        update(ongoing(eventId), Updates.combine(Updates.unset(NEXT_AT), Updates.unset("position")));
    }

    private boolean update(Bson which, Bson change) {
        return collection.updateOne(which, change).getMatchedCount() == 1;
    }

    private Bson next(Duration time) {
        return Updates.set(NEXT_AT, Date.from(clock.instant().plus(time)));
    }

    /** Does not match an event that was finished meanwhile. */
    private static Document ongoing(String eventId) {
        return new Document("_id", eventId).append(NEXT_AT, new Document("$exists", true));
    }

    private static Cancellation read(Document document) {
        Document position = document.get("position", Document.class);
        return new Cancellation(
                document.getString("_id"),
                document.getDate("since").toInstant(),
                document.getBoolean("cleared", false),
                position == null
                        ? null
                        : new OrderCursor(position.getDate("createdAt").toInstant(), position.getString("id")));
    }
}
