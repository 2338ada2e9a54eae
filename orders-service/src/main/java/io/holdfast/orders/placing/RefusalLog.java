package io.holdfast.orders.placing;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.SortedBulkWrites;
import io.holdfast.orders.inventory.LimitReached;
import io.holdfast.orders.inventory.Refused;
import io.holdfast.orders.inventory.Refused.Shortage;
import io.holdfast.orders.inventory.Seat;
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
 * Keeps a sample of the refusals, by which {@code ./holdfast check} finds those of buyers for whom there were units: of each tier, of its
 * named seats, and of each limit per buyer one in ten seconds, and the last twelve of them, until they are old. Requests do not wait for
 * it, and a sample that cannot be stored is lost.
 *
 * <pre>{ _id: event/tier/n, event, tier, units, version, from, at }
 * { _id: event/tier/seats/n, event, tier, seats: [ name ], units, version, from, at }
 * { _id: event/@tier/n, event, tier?, buyer, most, units, version, from, at }</pre>
 *
 * {@code version} is that of the event by which the request was checked, {@code from} and {@code at} its beginning and end. {@code seats}
 * are those of the named seats that were taken. {@code buyer} is the key by which a limit counted its buyer, who may have {@code most}
 * units, of the whole event if there is no {@code tier}.
 */
@Component
class RefusalLog {

    static final String COLLECTION = "refusals";

    private static final Duration SAMPLED_EVERY = Duration.ofSeconds(10);
    private static final int KEPT_OF_A_KIND = 12;
    private static final int MOST_KINDS = 10_000;

    private final MongoCollection<Document> collection;
    private final Clock clock;

    /** By what their ids begin with, of which one is sampled at a time. */
    private final Map<String, Document> unstored = new ConcurrentHashMap<>();

    private final Map<String, Instant> sampled = new ConcurrentHashMap<>();

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
            String tier = shortage.tierId();
            List<String> seats = shortage.takenSeats().stream().map(Seat::name).toList();
            Document what = new Document("tier", tier);
            if (seats.isEmpty()) {
                add(sale, "/" + tier, what, shortage.wanted(), from);
            } else {
                add(sale, "/" + tier + "/seats", what.append("seats", seats), shortage.wanted(), from);
            }
        }
    }

    /** A claim was refused because of a limit, the rest as above. */
    void add(Sale sale, LimitReached reached, Instant from) {
        String tier = reached.tierId();
        Document what = new Document("buyer", reached.buyer()).append("most", reached.most());
        if (tier == null) {
            add(sale, "/@", what, reached.wanted(), from);
        } else {
            add(sale, "/@" + tier, what.append("tier", tier), reached.wanted(), from);
        }
    }

    private void add(Sale sale, String kind, Document what, int units, Instant from) {
        String id = sale.eventId() + kind;
        Instant now = clock.instant();
        if (sampled.size() < MOST_KINDS && sampled.putIfAbsent(id, now) == null) {
            long number = now.getEpochSecond() / SAMPLED_EVERY.toSeconds() % KEPT_OF_A_KIND;
            Document refusal = new Document("_id", id + "/" + number).append("event", sale.eventId());
            refusal.putAll(what);
            unstored.put(
                    id,
                    refusal.append("units", units)
                            .append("version", sale.event().version())
                            .append("from", Date.from(from))
                            .append("at", Date.from(now)));
        }
    }

    static CollectionIndexes indexes() {
        return CollectionIndexes.of(
                COLLECTION, new IndexModel(Indexes.ascending("at"), new IndexOptions().name("by-time")));
    }

    /** Forgets refusals from before {@code time}, with one command. True if there may be more. */
    boolean deleteOlder(Instant time) {
        return SortedBulkWrites.deleteSome(collection, Filters.lt("at", Date.from(time)));
    }

    /** Stores what was added since; one round of a background loop. */
    void store() {
        Instant longAgo = clock.instant().minus(SAMPLED_EVERY);
        sampled.values().removeIf(at -> !at.isAfter(longAgo));
        for (String id : List.copyOf(unstored.keySet())) {
            Document refusal = unstored.remove(id);
            if (refusal != null) {
                collection.replaceOne(
                        Filters.eq("_id", refusal.getString("_id")), refusal, new ReplaceOptions().upsert(true));
            }
        }
    }
}
