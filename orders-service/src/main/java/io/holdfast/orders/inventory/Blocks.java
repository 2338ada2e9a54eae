package io.holdfast.orders.inventory;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.UpdateOneModel;
import io.holdfast.contracts.TierAvailability;
import io.holdfast.contracts.TierState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * The inventory as it is stored: a tier's units in blocks of at most 64, one small document each.
 *
 * <pre>{ _id: event/tier/n, event, tier, capacity, free, held, sold, holders: { orderId: { units, since, sold? } }, version }</pre>
 *
 * Every change is guarded by what it relies on, so that doing it twice, or beside another replica, is harmless.
 */
@Component
class Blocks {

    static final int BLOCK = 64;

    private static final int INSERTED_TOGETHER = 1_000;

    private final MongoCollection<Document> collection;

    Blocks(MongoTemplate mongo) {
        this.collection = mongo.getCollection("blocks");
        collection.createIndex(Indexes.ascending("event", "tier", "free"), new IndexOptions().name("free"));
        collection.createIndex(Indexes.ascending("held"), new IndexOptions().name("held"));
    }

    /** A holder as it is stored. */
    record Held(String orderId, String blockId, int units, Instant since, boolean sold) {}

    /** Units that change hands in one block for one order. */
    record Change(String orderId, String blockId, int units) {}

    static String blockId(String eventId, String tierId, int number) {
        return eventId + "/" + tierId + "/" + number;
    }

    static String eventOf(String blockId) {
        return blockId.substring(0, blockId.indexOf('/'));
    }

    static String tierOf(String blockId) {
        return blockId.substring(blockId.indexOf('/') + 1, blockId.lastIndexOf('/'));
    }

    /** Makes sure that every block of a tier exists; those that do are left alone. */
    void stock(String eventId, TierState tier) {
        List<Document> missing = new ArrayList<>();
        for (int number = 0; number * BLOCK < tier.capacity(); number++) {
            int capacity = Math.min(BLOCK, tier.capacity() - number * BLOCK);
            missing.add(new Document("_id", blockId(eventId, tier.id(), number))
                    .append("event", eventId)
                    .append("tier", tier.id())
                    .append("capacity", capacity)
                    .append("free", capacity)
                    .append("held", 0)
                    .append("sold", 0)
                    .append("holders", new Document())
                    .append("version", 1L));
            if (missing.size() == INSERTED_TOGETHER) {
                insertMissing(missing);
                missing.clear();
            }
        }
        insertMissing(missing);
    }

    private void insertMissing(List<Document> blocks) {
        if (blocks.isEmpty()) {
            return;
        }
        try {
            collection.insertMany(blocks, new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException e) {
            if (e.getWriteErrors().stream().anyMatch(error -> error.getCategory() != ErrorCategory.DUPLICATE_KEY)) {
                throw e;
            }
        }
    }

    /** Units free by block, of the blocks of a tier that have any. */
    Map<String, Integer> free(String eventId, String tierId) {
        return counts(
                Filters.and(Filters.eq("event", eventId), Filters.eq("tier", tierId), Filters.gt("free", 0)), "free");
    }

    /** How many units of a tier are held and not sold. */
    int held(String eventId, String tierId) {
        return counts(
                        Filters.and(Filters.eq("event", eventId), Filters.eq("tier", tierId), Filters.gt("held", 0)),
                        "held")
                .values()
                .stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    private Map<String, Integer> counts(Bson filter, String field) {
        Map<String, Integer> counts = new HashMap<>();
        collection
                .find(filter)
                .projection(new Document(field, 1))
                .batchSize(10_000)
                .forEach(block -> counts.put(block.getString("_id"), block.getInteger(field)));
        return counts;
    }

    /** The blocks as they are, whole. */
    List<Document> read(Collection<String> blockIds) {
        return collection.find(Filters.in("_id", blockIds)).into(new ArrayList<>());
    }

    /** Everyone who holds units of a tier without having bought them. */
    List<Held> holders(String eventId, String tierId) {
        return holders(Filters.and(Filters.eq("event", eventId), Filters.eq("tier", tierId), Filters.gt("held", 0)));
    }

    /** Everyone who holds units of anything without having bought them. */
    List<Held> holders() {
        return holders(Filters.gt("held", 0));
    }

    private List<Held> holders(Bson filter) {
        List<Held> found = new ArrayList<>();
        collection.find(filter).projection(new Document("holders", 1)).forEach(block -> {
            String blockId = block.getString("_id");
            block.get("holders", Document.class).forEach((orderId, holder) -> {
                Held held = held(orderId, blockId, (Document) holder);
                if (!held.sold()) {
                    found.add(held);
                }
            });
        });
        return found;
    }

    static Held held(String orderId, String blockId, Document holder) {
        return new Held(
                orderId,
                blockId,
                holder.getInteger("units"),
                holder.getDate("since").toInstant(),
                holder.getBoolean("sold", false));
    }

    /**
     * Writes all updates in one go.
     *
     * @return whether every one of them found its guard true
     */
    boolean write(List<UpdateOneModel<Document>> updates) {
        return updates.isEmpty()
                || collection
                                .bulkWrite(updates, new BulkWriteOptions().ordered(false))
                                .getMatchedCount()
                        == updates.size();
    }

    /** Takes units of one block for several orders at once: all of them, or none. */
    static UpdateOneModel<Document> claim(
            String blockId, List<Change> changes, Collection<String> repeatable, Instant now) {
        Document guard = new Document("_id", blockId);
        Document set = new Document();
        Date since = Date.from(now);
        for (Change change : changes) {
            if (repeatable.contains(change.orderId())) {
                guard.append("holders." + change.orderId(), new Document("$exists", false));
            }
            set.append("holders." + change.orderId(), new Document("units", change.units()).append("since", since));
        }
        int units = units(changes);
        guard.append("free", new Document("$gte", units));
        return update(guard, counts(-units, units, 0).append("$set", set));
    }

    /** Gives units that orders hold (or bought, if {@code sold}) back to the tier: all of them, or none. */
    static UpdateOneModel<Document> release(String blockId, List<Change> changes, boolean sold) {
        Document unset = new Document();
        changes.forEach(change -> unset.append("holders." + change.orderId(), ""));
        int units = units(changes);
        return update(
                holding(blockId, changes, sold),
                counts(units, sold ? 0 : -units, sold ? -units : 0).append("$unset", unset));
    }

    /** Turns held units into sold ones: all of them, or none. */
    static UpdateOneModel<Document> sell(String blockId, List<Change> changes) {
        Document set = new Document();
        changes.forEach(change -> set.append("holders." + change.orderId() + ".sold", true));
        int units = units(changes);
        return update(holding(blockId, changes, false), counts(0, -units, units).append("$set", set));
    }

    private static Document holding(String blockId, List<Change> changes, boolean sold) {
        Document guard = new Document("_id", blockId);
        for (Change change : changes) {
            String holder = "holders." + change.orderId();
            guard.append(holder + ".units", change.units());
            guard.append(holder + ".sold", sold ? true : new Document("$exists", false));
        }
        return guard;
    }

    private static int units(List<Change> changes) {
        return changes.stream().mapToInt(Change::units).sum();
    }

    private static Document counts(int free, int held, int sold) {
        return new Document(
                "$inc",
                new Document("free", free)
                        .append("held", held)
                        .append("sold", sold)
                        .append("version", 1L));
    }

    private static UpdateOneModel<Document> update(Bson guard, Bson change) {
        return new UpdateOneModel<>(guard, change);
    }

    /** Counts of an event's tiers, and the sum of its blocks' versions. */
    record Counts(List<TierAvailability> tiers, long version) {}

    Counts count(String eventId) {
        List<TierAvailability> tiers = new ArrayList<>();
        long version = 0;
        for (Document tier : collection.aggregate(List.of(
                new Document("$match", new Document("event", eventId)),
                new Document(
                        "$group",
                        new Document("_id", "$tier")
                                .append("capacity", new Document("$sum", "$capacity"))
                                .append("free", new Document("$sum", "$free"))
                                .append("held", new Document("$sum", "$held"))
                                .append("sold", new Document("$sum", "$sold"))
                                .append("version", new Document("$sum", "$version"))),
                new Document("$sort", new Document("_id", 1))))) {
            tiers.add(new TierAvailability(
                    tier.getString("_id"),
                    number(tier, "capacity").intValue(),
                    number(tier, "free").intValue(),
                    number(tier, "held").intValue(),
                    number(tier, "sold").intValue()));
            version += number(tier, "version").longValue();
        }
        return new Counts(tiers, version);
    }

    private static Number number(Document document, String field) {
        return document.get(field, Number.class);
    }
}
