package io.holdfast.events.event;

import io.holdfast.contracts.TierState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A kind of ticket of an event: general admission, or numbered seats.
 *
 * @param id a short slug, unique in its event
 * @param price minor units of the event's currency
 * @param capacity with seats, as many as the plan has
 * @param maxPerBuyer null for no limit of its own
 * @param seating null for general admission
 * @param revision the version of the event that last changed capacity or seating
 */
record Tier(
        String id,
        String name,
        long price,
        int capacity,
        int maxPerOrder,
        @Nullable Integer maxPerBuyer,
        @Nullable Seating seating,
        Long revision) {

    Tier {
        revision = orFirst(revision);
    }

    boolean isSeated() {
        return seating != null;
    }

    /** Whether some unit of this would be missing in {@code changed}. */
    boolean losesUnitsIn(Tier changed) {
        if (seating == null || changed.seating == null) {
            return changed.capacity < capacity;
        }
        return !seating.isWithin(changed.seating);
    }

    boolean hasUnitsOf(Tier other) {
        return capacity == other.capacity && Objects.equals(seating, other.seating);
    }

    Tier withRevision(long revision) {
        return new Tier(id, name, price, capacity, maxPerOrder, maxPerBuyer, seating, revision);
    }

    TierState state() {
        return new TierState(
                id,
                name,
                price,
                capacity,
                maxPerOrder,
                maxPerBuyer,
                seating == null ? null : seating.state(),
                revision);
    }

    /** Tiers that earlier releases stored were never changed. */
    private static Long orFirst(@Nullable Long revision) {
        return revision == null ? 1L : revision;
    }
}
