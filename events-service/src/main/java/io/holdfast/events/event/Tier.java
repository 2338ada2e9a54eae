package io.holdfast.events.event;

import io.holdfast.contracts.PriceParts;
import io.holdfast.contracts.TierState;
import io.holdfast.money.Fee;
import io.holdfast.money.Tax;
import io.holdfast.money.TicketPrice;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A kind of ticket of an event: general admission, or numbered seats.
 *
 * @param id a short slug, unique in its event
 * @param price minor units of the event's currency, as the organizer set it
 * @param capacity with seats, as many as the plan has
 * @param maxPerBuyer null for no limit of its own
 * @param seating null for general admission
 * @param tax on the price; null if none is stated
 * @param names in further languages, by tag
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
        Long revision,
        @Nullable Tax tax,
        Map<String, String> names) {

    Tier {
        revision = orFirst(revision);
        names = Translations.sorted(names);
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

    /** The same tier with the rows of its plan written in another way. */
    Tier withRows(UnaryOperator<SeatRow> written) {
        Seating plan = seating == null ? null : seating.withRows(written);
        return new Tier(id, name, price, capacity, maxPerOrder, maxPerBuyer, plan, revision, tax, names);
    }

    Tier withRevision(long revision) {
        return new Tier(id, name, price, capacity, maxPerOrder, maxPerBuyer, seating, revision, tax, names);
    }

    /** What a ticket costs its buyer. */
    TicketPrice cost(@Nullable Fee fee, String currency) {
        return TicketPrice.of(price, tax, fee, currency);
    }

    TierState state(@Nullable Fee fee, String currency) {
        TicketPrice cost = cost(fee, currency);
        return new TierState(
                id,
                name,
                cost.total(),
                capacity,
                maxPerOrder,
                maxPerBuyer,
                seating == null ? null : seating.state(),
                revision,
                cost.isPlain() ? null : new PriceParts(cost.fee(), cost.tax(), cost.taxRate(), cost.sellersFee()),
                names.isEmpty() ? null : names);
    }

    /** Tiers that earlier releases stored were never changed. */
    private static Long orFirst(@Nullable Long revision) {
        return revision == null ? 1L : revision;
    }
}
