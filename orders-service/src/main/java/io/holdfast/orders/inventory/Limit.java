package io.holdfast.orders.inventory;

import org.jspecify.annotations.Nullable;

/**
 * The most units that a buyer may have in all orders together.
 *
 * @param tierId the tier it limits; null for the whole event
 * @param heldOnly whether only units count that are held and not bought
 */
public record Limit(@Nullable String tierId, int most, boolean heldOnly) {

    /** Of all units, held or bought. */
    public Limit(@Nullable String tierId, int most) {
        this(tierId, most, false);
    }

    /** Of what a buyer holds of the whole event at a time. */
    public static Limit ofHeld(int most) {
        return new Limit(null, most, true);
    }
}
