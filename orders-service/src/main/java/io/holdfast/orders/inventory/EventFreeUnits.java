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
final class EventFreeUnits {

    private final String eventId;
    private final Blocks blocks;
    private final RandomGenerator random;
    private final Map<String, Stand> byTier = new HashMap<>();

    /** A shelf and the revision of the tier it was put up for. */
    private record Stand(FreeUnits shelf, long revision) {}

    EventFreeUnits(String eventId, Blocks blocks, RandomGenerator random) {
        this.eventId = eventId;
        this.blocks = blocks;
        this.random = random;
    }

    /** Believes what the database says now. */
    void read(Iterable<String> tiers) {
        for (String tier : tiers) {
            switch (shelf(tier)) {
                case FreeCounts counts -> counts.reset(blocks.free(eventId, tier));
                case FreeSeats seats -> seats.reset(blocks.rows(eventId, tier));
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
        claim.items().forEach(wanted -> shelf(wanted.tier()));
        List<Allocation.Part> parts = new ArrayList<>();
        for (ClaimItem wanted : claim.items()) {
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
        FreeUnits shelf = shelf(BlockId.tierOf(part.blockId()));
        if (shelf != null) {
            shelf.put(part);
        }
    }

    /** Believes what was read. */
    void correct(Block block) {
        FreeUnits shelf = shelf(BlockId.tierOf(block.id()));
        if (shelf != null) {
            shelf.correct(block);
        }
    }

    /** Whether a block read later than the shelves has units that are not believed to be free. */
    boolean lacksUnitsOf(Block block) {
        FreeUnits shelf = shelf(BlockId.tierOf(block.id()));
        return shelf != null && shelf.lacksUnitsOf(block);
    }

    int free(String tier) {
        FreeUnits shelf = shelf(tier);
        return shelf == null ? 0 : shelf.free();
    }

    /** The seats of a tier; null when its units are not numbered. */
    @Nullable
    FreeSeats seats(String tier) {
        return shelf(tier) instanceof FreeSeats seats ? seats : null;
    }

    private @Nullable FreeUnits shelf(String tierId) {
        Stand stand = byTier.get(tierId);
        return stand == null ? null : stand.shelf();
    }

    /** A plan that was changed needs a shelf of its own; one that others have not heard of does not take it away from them. */
    private FreeUnits shelf(TierState tier) {
        SeatingState seating = tier.seating();
        Stand stand = byTier.get(tier.id());
        if (stand == null || (seating != null && stand.revision() < tier.revision())) {
            stand = new Stand(
                    seating == null ? new FreeCounts(random) : new FreeSeats(eventId, tier.id(), seating, random),
                    tier.revision());
            byTier.put(tier.id(), stand);
        }
        return stand.shelf();
    }
}
