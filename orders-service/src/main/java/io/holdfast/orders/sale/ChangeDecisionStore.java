package io.holdfast.orders.sale;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import io.holdfast.contracts.ChangeDecided;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.messaging.Outboxed;
import java.time.Clock;
import java.time.Instant;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Stores what was decided about proposals to remove units, and publishes it: one document for each event, for its latest proposal.
 *
 * <pre>{ _id: "change-" + event, version, granted, outbox }</pre>
 */
@Component
class ChangeDecisionStore {

    private static final String COLLECTION = "changes";

    private final MongoCollection<Document> collection;
    private final OutboxRelay relay;
    private final Clock clock;

    ChangeDecisionStore(MongoTemplate mongo, OutboxRelays relays, Clock clock) {
        this.collection = mongo.getCollection(COLLECTION);
        this.relay = relays.forCollection(COLLECTION);
        this.clock = clock;
    }

    private record PublishedDecision(String id, long version, Outbox outbox) implements Outboxed {}

    /** Whether this proposal or a later one was decided. */
    boolean isDecided(String eventId, long proposal) {
        return collection.countDocuments(Filters.and(ofEvent(eventId), Filters.gte("version", proposal))) > 0;
    }

    /** Whether exactly this proposal is the latest one that was decided, and was refused. */
    boolean isRefused(String eventId, long proposal) {
        Bson refused = Filters.and(ofEvent(eventId), Filters.eq("version", proposal), Filters.eq("granted", false));
        return collection.countDocuments(refused) > 0;
    }

    private static Bson ofEvent(String eventId) {
        return Filters.eq("_id", "change-" + eventId);
    }

    /** Stores a decision and publishes it, unless this proposal or a later one was decided before. */
    void decide(ChangeDecided decision) {
        Instant now = clock.instant();
        Document set = Outbox.announcing(decision, now)
                .append("version", decision.version())
                .append("granted", decision.granted());
        Document older =
                new Document("_id", decision.aggregateId()).append("version", new Document("$lt", decision.version()));
        try {
            collection.updateOne(older, new Document("$set", set), new UpdateOptions().upsert(true));
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                throw e;
            }
            return;
        }
        relay.publish(new PublishedDecision(decision.aggregateId(), decision.version(), Outbox.of(decision, now)));
    }
}
