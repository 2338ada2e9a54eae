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
import java.util.Optional;
import org.bson.Document;
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

    /** @param proposal the version of the event at which it was proposed */
    record Decision(long proposal, boolean granted) {}

    private record PublishedDecision(String id, long version, Outbox outbox) implements Outboxed {}

    /** The decision on the event's latest proposal that has one; empty if none has. */
    Optional<Decision> find(String eventId) {
        return Optional.ofNullable(
                        collection.find(Filters.eq("_id", "change-" + eventId)).first())
                .map(document -> new Decision(document.getLong("version"), document.getBoolean("granted")));
    }

    /** Stores a decision and publishes it, unless this proposal or a later one was decided before. */
    void decide(ChangeDecided decision) {
        Instant now = clock.instant();
        // There is a later proposal only once the decision on the one before has arrived.
        Document set = Outbox.announcingOnly(decision, now)
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
