package io.holdfast.orders.inventory;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import io.holdfast.contracts.TierAvailability;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * Counts the units of an event's tiers in the database: all, free, held and sold. Each block is counted once, also while it is being
 * claimed from; see {@link BlockStore}.
 */
@Component
class TierCounter {

    private final BlockStore store;
    private final MongoCollection<Document> blocks;

    TierCounter(BlockStore store, MongoTemplate mongo) {
        this.store = store;
        this.blocks = mongo.getCollection(BlockStore.COLLECTION);
    }

    /**
     * The counts of an event's tiers.
     *
     * @param version the sum of the versions of all its blocks: later counts have a higher one
     */
    record Counts(List<TierAvailability> tiers, long version) {}

    Counts count(String eventId) {
        List<TierAvailability> tiers = new ArrayList<>();
        long version = 0;
        for (Bson some : BlockStore.ofEventFilters(eventId)) {
            for (Document sums : blocks.aggregate(sumsByTier(some)).hint(BlockStore.BY_ID)) {
                tiers.add(tier(eventId, sums));
                version += number(sums, "version").longValue();
            }
        }
        return new Counts(tiers, version);
    }

    /** The same without the seats that are taken, of which there may be many. */
    List<TierAvailability> countUnits(String eventId) {
        List<TierAvailability> tiers = new ArrayList<>();
        for (Bson some : BlockStore.ofEventFilters(eventId)) {
            for (Document sums : blocks.aggregate(sumsByTier(some)).hint(BlockStore.BY_ID)) {
                tiers.add(tier(sums, null));
            }
        }
        return tiers;
    }

    private static List<Bson> sumsByTier(Bson filter) {
        return List.of(
                Aggregates.match(filter),
                new Document(
                        "$group",
                        new Document("_id", "$tier")
                                .append("capacity", sum("capacity"))
                                .append("free", sum("free"))
                                .append("held", sum("held"))
                                .append("sold", sum("sold"))
                                .append("version", sum("version"))
                                .append("seated", sum("first"))),
                new Document("$sort", new Document("_id", 1)));
    }

    private static Document sum(String field) {
        return new Document("$sum", "$" + field);
    }

    private TierAvailability tier(String eventId, Document sums) {
        String tierId = sums.getString("_id");
        boolean seated = number(sums, "seated").intValue() > 0;
        return tier(sums, seated ? takenSeats(eventId, tierId) : null);
    }

    private static TierAvailability tier(Document sums, @Nullable Map<String, String> takenSeats) {
        return new TierAvailability(
                sums.getString("_id"),
                number(sums, "capacity").intValue(),
                number(sums, "free").intValue(),
                number(sums, "held").intValue(),
                number(sums, "sold").intValue(),
                takenSeats);
    }

    private static Number number(Document document, String field) {
        return document.get(field, Number.class);
    }

    /** Hexadecimal bits by row: the bit of each seat that is held, sold or missing is set. */
    private @Nullable Map<String, String> takenSeats(String eventId, String tierId) {
        Map<String, BitSet> taken = new TreeMap<>();
        store.ofTier(eventId, tierId, Filters.empty())
                .projection(new Document("row", 1).append("seats", 1))
                .forEach(block -> {
                    BitSet row = taken.computeIfAbsent(block.getString("row"), unseen -> new BitSet());
                    block.get("seats", Document.class)
                            .keySet()
                            .forEach(number -> row.set(Integer.parseInt(number) - 1));
                });
        taken.values().removeIf(BitSet::isEmpty);
        Map<String, String> hex = new TreeMap<>();
        taken.forEach((row, seats) -> hex.put(row, HexFormat.of().formatHex(seats.toByteArray())));
        return hex;
    }
}
