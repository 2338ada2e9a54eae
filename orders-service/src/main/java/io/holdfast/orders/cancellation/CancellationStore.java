package io.holdfast.orders.cancellation;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.EventCancelled;
import io.holdfast.orders.Indexed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * The cancelled events whose orders are to be ended, as they are stored.
 *
 * <pre>{ _id: event, since, nextAt?, cleared? }</pre>
 *
 * {@code nextAt} is when to go through the orders again. Whoever does so moves it on first, so that the other replicas
 * leave the event alone for that long: to spare work, not to be right. It is missing once nothing more can come.
 */
@Component
class CancellationStore implements Indexed {

    private final MongoCollection<Document> collection;
    private final Clock clock;

    CancellationStore(MongoTemplate mongo, Clock clock) {
        this.collection = mongo.getCollection("cancellations");
        this.clock = clock;
    }

    @Override
    public void createIndexes() {
        collection.createIndex(
                Indexes.ascending("nextAt"), new IndexOptions().name("due").sparse(true));
    }

    /** @param cleared whether all orders there were have been gone through */
    record Cancellation(String eventId, Instant since, boolean cleared) {}

    /** An event was cancelled: from now on its orders are ended. Hearing it again changes nothing. */
    void begin(EventCancelled message) {
        Date now = Date.from(clock.instant());
        try {
            collection.insertOne(new Document("_id", message.event().id())
                    .append("since", now)
                    .append("nextAt", now));
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                throw e;
            }
        }
    }

    Optional<Cancellation> find(String eventId) {
        return Optional.ofNullable(collection.find(Filters.eq("_id", eventId)).first())
                .map(CancellationStore::read);
    }

    /** Those whose orders are to be gone through now. */
    List<Cancellation> due() {
        return collection
                .find(Filters.lte("nextAt", Date.from(clock.instant())))
                .map(CancellationStore::read)
                .into(new ArrayList<>());
    }

    /** Has the other replicas leave a due event alone for {@code time}; false if one of them was first. */
    boolean take(String eventId, Duration time) {
        Date now = Date.from(clock.instant());
        return update(new Document("_id", eventId).append("nextAt", new Document("$lte", now)), next(time));
    }

    /** To be gone through again, by whoever comes first, after {@code time}. */
    void again(String eventId, Duration time) {
        update(ongoing(eventId), next(time));
    }

    /** All orders there were are over; look again after {@code time}. */
    void cleared(String eventId, Duration time) {
        update(ongoing(eventId), Updates.combine(Updates.set("cleared", true), next(time)));
    }

    /** Nothing more can come. */
    void finish(String eventId) {
        update(ongoing(eventId), Updates.unset("nextAt"));
    }

    private boolean update(Bson which, Bson change) {
        return collection.updateOne(which, change).getMatchedCount() == 1;
    }

    private Bson next(Duration time) {
        return Updates.set("nextAt", Date.from(clock.instant().plus(time)));
    }

    /** Never takes up again what was finished meanwhile. */
    private static Document ongoing(String eventId) {
        return new Document("_id", eventId).append("nextAt", new Document("$exists", true));
    }

    private static Cancellation read(Document document) {
        return new Cancellation(
                document.getString("_id"),
                document.getDate("since").toInstant(),
                document.getBoolean("cleared", false));
    }
}
