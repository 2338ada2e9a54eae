package io.holdfast.orders.inventory;

import org.jspecify.annotations.Nullable;

/**
 * The most units that a buyer may have in all orders together.
 *
 * @param tierId of this tier; null: of the event
 */
public record Limit(@Nullable String tierId, int most) {}
