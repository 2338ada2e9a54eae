package io.holdfast.orders.order;

import io.holdfast.contracts.TierState;
import io.holdfast.orders.inventory.ClaimItem;

/**
 * Tickets of one tier in an order.
 *
 * @param unitPrice minor units, as it was when the order was placed
 */
public record Line(String tierId, String tierName, int quantity, long unitPrice) {

    static Line of(ClaimItem item) {
        TierState tier = item.tier();
        return new Line(tier.id(), tier.name(), item.units(), tier.price());
    }

    long price() {
        return Math.multiplyExact(unitPrice, quantity);
    }
}
