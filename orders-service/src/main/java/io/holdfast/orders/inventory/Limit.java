package io.holdfast.orders.inventory;

import org.jspecify.annotations.Nullable;

/**
 * The most units that a buyer may have in all orders together.
 *
 * @param tierId the tier it limits; null for the whole event
 */
public record Limit(@Nullable String tierId, int most) {}
