package io.holdfast.orders.inventory;

import org.jspecify.annotations.Nullable;

/** The buyer would have more units than one buyer may. */
public final class LimitReached extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient LimitUse use;
    private final @Nullable Integer available;

    /** @param left how many more the limit leaves; not negative */
    LimitReached(Claim claim, LimitUse use, int left) {
        super("A buyer may have no more than " + use.limit().most() + " units", null, false, false);
        this.use = use;
        this.available = use.isOwnOf(claim) ? left : null;
    }

    public int most() {
        return use.limit().most();
    }

    /** The tier it limits; null for the whole event. */
    public @Nullable String tierId() {
        return use.limit().tierId();
    }

    /** Whether it is about units that are held, and not about those that are bought. */
    public boolean heldOnly() {
        return use.limit().heldOnly();
    }

    /** The key of the buyer that is limited. */
    public String buyer() {
        return use.buyer();
    }

    /** How many units of it were asked for. */
    public int wanted() {
        return use.units();
    }

    /**
     * How many more the buyer may have, never negative; null if that is reckoned with what others may have who are known by the same key. Anyone
     * can type an address, and would learn how many tickets its owner has.
     */
    public @Nullable Integer available() {
        return available;
    }
}
