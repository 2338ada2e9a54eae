package io.holdfast.orders.inventory;

import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The free units of an event's tiers as far as this replica knows. A tier is known once a claim asked for its units. */
final class EventFreeUnits {

    private final String eventId;
    private final Blocks blocks;
    private final RandomGenerator random;
    private final Map<String, KnownTier> byTier = new HashMap<>();

    /** @param revision of the tier whose seating plan the units follow */
    private record KnownTier(FreeUnits units, long revision) {}

    EventFreeUnits(String eventId, Blocks blocks, RandomGenerator random) {
        this.eventId = eventId;
        this.blocks = blocks;
        this.random = random;
    }

    /** Reads known tiers from the database. */
    void reload(Iterable<String> tiers) {
        for (String tier : tiers) {
            switch (unitsOf(tier)) {
                case FreeCounts counts -> counts.reset(blocks.free(eventId, tier));
                case FreeSeats seats -> seats.reset(blocks.freeRows(eventId, tier));
                case null -> {}
            }
        }
    }

    void clear() {
        byTier.clear();
    }

    /** Chooses units for all items of a claim and removes them; if there are too few, the allocation is empty and nothing is removed. */
    Allocation choose(Claim claim) {
        // All tiers become known, also those after one that has too few units: only known tiers are reloaded.
        claim.items().forEach(item -> unitsOf(item.tier()));
        List<Allocation.Part> parts = new ArrayList<>();
        for (ClaimItem item : claim.items()) {
            List<Allocation.Part> chosen = unitsOf(item.tier()).choose(item);
            if (chosen.isEmpty()) {
                parts.forEach(this::add);
                return new Allocation(List.of());
            }
            parts.addAll(chosen);
        }
        return new Allocation(parts);
    }

    /** Adds units that were released. */
    void add(Allocation.Part part) {
        FreeUnits units = unitsOf(BlockId.tierOf(part.blockId()));
        if (units != null) {
            units.add(part);
        }
    }

    /** Takes over what was read of a block after a claim had failed there. */
    void update(Block block) {
        FreeUnits units = unitsOf(BlockId.tierOf(block.id()));
        if (units != null) {
            units.update(block);
        }
    }

    /**
     * Other replicas have units of these blocks that were chosen here. Where many blocks are known, what else they have by now is read, or each
     * of their blocks would be met like these.
     */
    void lost(Collection<String> blockIds) {
        Set<String> tiers = blockIds.stream()
                .filter(block -> !BlockId.isAllowance(block))
                .map(BlockId::tierOf)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String tier : tiers) {
            if (unitsOf(tier) instanceof FreeCounts counts && counts.isLarge()) {
                counts.reset(blocks.free(eventId, tier));
            }
        }
    }

    /** Whether a block that was read has free units that are not among these. */
    boolean lacksUnitsOf(Block block) {
        FreeUnits units = unitsOf(BlockId.tierOf(block.id()));
        return units != null && units.lacksUnitsOf(block);
    }

    /** How many units of the tier are known to be free. */
    int count(String tierId) {
        FreeUnits units = unitsOf(tierId);
        return units == null ? 0 : units.count();
    }

    /** The seats of a tier; null when its units are not numbered. */
    @Nullable
    FreeSeats seats(String tierId) {
        return unitsOf(tierId) instanceof FreeSeats seats ? seats : null;
    }

    private @Nullable FreeUnits unitsOf(String tierId) {
        KnownTier known = byTier.get(tierId);
        return known == null ? null : known.units();
    }

    /** Begins anew, without units, when the seating plan is newer than the known one; a claim with an older plan uses the newer. */
    private FreeUnits unitsOf(TierState tier) {
        SeatingState seating = tier.seating();
        KnownTier known = byTier.get(tier.id());
        if (known == null || (seating != null && known.revision() < tier.revision())) {
            FreeUnits units =
                    seating == null ? new FreeCounts(random) : new FreeSeats(eventId, tier.id(), seating, random);
            known = new KnownTier(units, tier.revision());
            byTier.put(tier.id(), known);
        }
        return known.units();
    }
}
