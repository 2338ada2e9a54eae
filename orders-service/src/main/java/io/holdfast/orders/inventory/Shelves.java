package io.holdfast.orders.inventory;

import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The shelves of an event's tiers, as one replica believes them to be. */
final class Shelves {

    private final String eventId;
    private final Blocks blocks;
    private final RandomGenerator random;
    private final Map<String, Stand> byTier = new HashMap<>();

    /** A shelf and the revision of the tier it was put up for. */
    private record Stand(Shelf shelf, long revision) {}

    Shelves(String eventId, Blocks blocks, RandomGenerator random) {
        this.eventId = eventId;
        this.blocks = blocks;
        this.random = random;
    }

    /** Believes what the database says now. */
    void read(Iterable<String> tiers) {
        for (String tier : tiers) {
            switch (shelf(tier)) {
                case CountShelf counts -> counts.reset(blocks.free(eventId, tier));
                case SeatShelf seats -> seats.reset(blocks.rows(eventId, tier));
                case null -> {}
            }
        }
    }

    void forget() {
        byTier.clear();
    }

    /** Takes units for all of a claim, or for none of it: then the allocation is empty. */
    Allocation take(Claim claim) {
        // All of them, also those after one that has too little: what has no shelf is not read.
        claim.wanted().forEach(wanted -> shelf(wanted.tier()));
        List<Allocation.Part> parts = new ArrayList<>();
        for (Wanted wanted : claim.wanted()) {
            List<Allocation.Part> chosen = shelf(wanted.tier()).take(wanted);
            if (chosen.isEmpty()) {
                parts.forEach(this::put);
                return new Allocation(List.of());
            }
            parts.addAll(chosen);
        }
        return new Allocation(parts);
    }

    /** These units came back. */
    void put(Allocation.Part part) {
        Shelf shelf = shelf(BlockId.tierOf(part.blockId()));
        if (shelf != null) {
            shelf.put(part);
        }
    }

    /** Believes what was read. */
    void correct(Block block) {
        Shelf shelf = shelf(BlockId.tierOf(block.id()));
        if (shelf != null) {
            shelf.correct(block);
        }
    }

    /** Whether a block read later than the shelves has units that are not believed to be free. */
    boolean isBehind(Block block) {
        Shelf shelf = shelf(BlockId.tierOf(block.id()));
        return shelf != null && shelf.isBehind(block);
    }

    int free(String tier) {
        Shelf shelf = shelf(tier);
        return shelf == null ? 0 : shelf.free();
    }

    /** The seats of a tier; null when its units are not numbered. */
    @Nullable
    SeatShelf seats(String tier) {
        return shelf(tier) instanceof SeatShelf seats ? seats : null;
    }

    private @Nullable Shelf shelf(String tierId) {
        Stand stand = byTier.get(tierId);
        return stand == null ? null : stand.shelf();
    }

    /** A plan that was changed needs a shelf of its own; one that others have not heard of does not take it away from them. */
    private Shelf shelf(TierState tier) {
        SeatingState seating = tier.seating();
        Stand stand = byTier.get(tier.id());
        if (stand == null || (seating != null && stand.revision() < tier.revision())) {
            stand = new Stand(
                    seating == null ? new CountShelf(random) : new SeatShelf(eventId, tier.id(), seating, random),
                    tier.revision());
            byTier.put(tier.id(), stand);
        }
        return stand.shelf();
    }
}
