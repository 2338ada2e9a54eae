package io.holdfast.orders.inventory;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import io.holdfast.contracts.TierAvailability;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts what there is of an event. */
@Component
class TierCounter {

    private final MongoCollection<Document> blocks;

    TierCounter(BlockStore blocks) {
        this.blocks = blocks.collection();
    }

    /** Counts of an event's tiers, and the sum of its blocks' versions. */
    record Counts(List<TierAvailability> tiers, long version) {}

    Counts count(String eventId) {
        List<TierAvailability> tiers = new ArrayList<>();
        long version = 0;
        for (Document tier : blocks.aggregate(List.of(
                new Document("$match", new Document("event", eventId)),
                new Document(
                        "$group",
                        new Document("_id", "$tier")
                                .append("capacity", sum("capacity"))
                                .append("free", sum("free"))
                                .append("held", sum("held"))
                                .append("sold", sum("sold"))
                                .append("version", sum("version"))
                                .append("seated", sum("first"))),
                new Document("$sort", new Document("_id", 1))))) {
            String tierId = tier.getString("_id");
            boolean seated = number(tier, "seated").intValue() > 0;
            tiers.add(new TierAvailability(
                    tierId,
                    number(tier, "capacity").intValue(),
                    number(tier, "free").intValue(),
                    number(tier, "held").intValue(),
                    number(tier, "sold").intValue(),
                    seated ? takenSeats(eventId, tierId) : null));
            version += number(tier, "version").longValue();
        }
        return new Counts(tiers, version);
    }

    private static Document sum(String field) {
        return new Document("$sum", "$" + field);
    }

    private static Number number(Document document, String field) {
        return document.get(field, Number.class);
    }

    private @Nullable Map<String, String> takenSeats(String eventId, String tierId) {
        Map<String, BitSet> taken = new TreeMap<>();
        blocks.find(Filters.and(Filters.eq("event", eventId), Filters.eq("tier", tierId)))
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
