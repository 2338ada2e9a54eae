package io.holdfast.orders.order;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import io.holdfast.orders.inventory.Refused;
import io.holdfast.orders.inventory.Refused.Shortage;
import io.holdfast.orders.sale.Sale;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Keeps a sample of the refusals, by which {@code ./holdfast check} finds those of buyers for whom there were units: of each tier one in
 * ten seconds, and the last twelve of them. Requests do not wait for it, and a sample that cannot be stored is lost.
 *
 * <pre>{ _id: event/tier/n, event, tier, units, version, from, at }</pre>
 *
 * {@code version} is that of the event by which the request was checked, {@code from} and {@code at} its beginning and end. Refusals of
 * seats that the buyer named are not among them.
 */
@Component
class RefusalLog {

    static final String COLLECTION = "refusals";

    private static final Duration SAMPLED_EVERY = Duration.ofSeconds(10);
    private static final int KEPT_OF_A_TIER = 12;
    private static final int MOST_TIERS = 10_000;

    private record TierOfEvent(String event, String tier) {}

    private final MongoCollection<Document> collection;
    private final Clock clock;
    private final Map<TierOfEvent, Document> unstored = new ConcurrentHashMap<>();
    private final Map<TierOfEvent, Instant> sampled = new ConcurrentHashMap<>();

    RefusalLog(MongoTemplate mongo, Clock clock) {
        this.collection = mongo.getCollection(COLLECTION);
        this.clock = clock;
    }

    /**
     * A claim was refused.
     *
     * @param sale by which the request was checked
     * @param from when it was made
     */
    void add(Sale sale, Refused refused, Instant from) {
        for (Shortage shortage : refused.shortages()) {
            TierOfEvent tier = new TierOfEvent(sale.eventId(), shortage.tierId());
            if (shortage.takenSeats().isEmpty()
                    && sampled.size() < MOST_TIERS
                    && sampled.putIfAbsent(tier, clock.instant()) == null) {
                unstored.put(
                        tier, document(tier, shortage.wanted(), sale.event().version(), from));
            }
        }
    }

    private Document document(TierOfEvent tier, int units, long version, Instant from) {
        Instant now = clock.instant();
        long number = now.getEpochSecond() / SAMPLED_EVERY.toSeconds() % KEPT_OF_A_TIER;
        return new Document("_id", tier.event() + "/" + tier.tier() + "/" + number)
                .append("event", tier.event())
                .append("tier", tier.tier())
                .append("units", units)
                .append("version", version)
                .append("from", Date.from(from))
                .append("at", Date.from(now));
    }

    /** Stores what was added since; one round of a background loop. */
    void store() {
        Instant longAgo = clock.instant().minus(SAMPLED_EVERY);
        sampled.values().removeIf(at -> !at.isAfter(longAgo));
        for (TierOfEvent tier : List.copyOf(unstored.keySet())) {
            Document refusal = unstored.remove(tier);
            if (refusal != null) {
                collection.replaceOne(
                        Filters.eq("_id", refusal.getString("_id")), refusal, new ReplaceOptions().upsert(true));
            }
        }
    }
}
