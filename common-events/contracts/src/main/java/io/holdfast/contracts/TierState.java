package io.holdfast.contracts;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kind of ticket: general admission, or numbered seats.
 *
 * @param price what a ticket costs its buyer, with tax and fees: minor units of the event's currency, zero or more
 * @param capacity units there are, 1 to 1,000,000; with seats, as many as the plan has
 * @param maxPerOrder most units in one order
 * @param maxPerBuyer most units of this tier in all orders of one buyer together; null: no limit of its own
 * @param seating the plan; null for general admission
 * @param revision the version of the event that last changed capacity or seating
 * @param parts what of the price is fee and tax; null, also in messages of earlier versions, if nothing is known of that
 * @param names in further languages, by tag; null, also in messages of earlier versions, if there are none
 */
public record TierState(
        String id,
        String name,
        long price,
        int capacity,
        int maxPerOrder,
        @Nullable Integer maxPerBuyer,
        @Nullable SeatingState seating,
        long revision,
        @Nullable PriceParts parts,
        @Nullable Map<String, String> names) {

    /** General admission without a limit per buyer, as it was when its event was created. */
    public TierState(String id, String name, long price, int capacity, int maxPerOrder) {
        this(id, name, price, capacity, maxPerOrder, null, null, 1);
    }

    /** One of whose price nothing more is known. */
    public TierState(
            String id,
            String name,
            long price,
            int capacity,
            int maxPerOrder,
            @Nullable Integer maxPerBuyer,
            @Nullable SeatingState seating,
            long revision) {
        this(id, name, price, capacity, maxPerOrder, maxPerBuyer, seating, revision, null);
    }

    /** One with a name in one language. */
    public TierState(
            String id,
            String name,
            long price,
            int capacity,
            int maxPerOrder,
            @Nullable Integer maxPerBuyer,
            @Nullable SeatingState seating,
            long revision,
            @Nullable PriceParts parts) {
        this(id, name, price, capacity, maxPerOrder, maxPerBuyer, seating, revision, parts, null);
    }
}
