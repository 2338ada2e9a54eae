package io.holdfast.orders.inventory;

import org.jspecify.annotations.Nullable;

/** The buyer would have more units than one buyer may. */
public final class LimitReached extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Limit limit;
    private final int available;

    LimitReached(Limit limit, int available) {
        super("A buyer may have " + limit.most() + " units: " + available + " more", null, false, false);
        this.limit = limit;
        this.available = available;
    }

    public int most() {
        return limit.most();
    }

    /** The tier it limits; null for the whole event. */
    public @Nullable String tierId() {
        return limit.tierId();
    }

    /** Whether it is about units that are held, and not about those that are bought. */
    public boolean heldOnly() {
        return limit.heldOnly();
    }

    /** How many more the buyer may have; never negative. */
    public int available() {
        return available;
    }
}
