package io.holdfast.orders.inventory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The shelves of an event's tiers, as one replica believes them to be. */
final class Shelves {

    private final String eventId;
    private final Blocks blocks;
    private final RandomGenerator random;
    private final Map<String, Shelf> byTier = new HashMap<>();

    Shelves(String eventId, Blocks blocks, RandomGenerator random) {
        this.eventId = eventId;
        this.blocks = blocks;
        this.random = random;
    }

    /** Believes what the database says now. */
    void read(Iterable<String> tiers) {
        tiers.forEach(tier -> shelf(tier).reset(blocks.free(eventId, tier)));
    }

    void forget() {
        byTier.clear();
    }

    /** Takes units for all of a claim, or for none of it: then the allocation is empty. */
    Allocation take(Claim claim) {
        List<Allocation.Part> parts = new ArrayList<>();
        for (Map.Entry<String, Integer> wanted : claim.units().entrySet()) {
            List<Allocation.Part> chosen = shelf(wanted.getKey()).take(wanted.getValue());
            if (chosen.isEmpty()) {
                parts.forEach(part -> put(part.blockId(), part.units()));
                return new Allocation(List.of());
            }
            parts.addAll(chosen);
        }
        return new Allocation(parts);
    }

    void put(String blockId, int units) {
        shelf(Blocks.tierOf(blockId)).put(blockId, units);
    }

    /** Believes that {@code block} has {@code units} free. */
    void correct(String blockId, int units) {
        shelf(Blocks.tierOf(blockId)).correct(blockId, units);
    }

    int free(String tier) {
        return shelf(tier).total();
    }

    private Shelf shelf(String tier) {
        return byTier.computeIfAbsent(tier, unseen -> new Shelf(random));
    }
}
