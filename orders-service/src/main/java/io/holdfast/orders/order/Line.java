package io.holdfast.orders.order;

/**
 * Tickets of one tier in an order.
 *
 * @param unitPrice minor units, as it was when the order was placed
 */
public record Line(String tierId, String tierName, int quantity, long unitPrice) {

    long price() {
        return Math.multiplyExact(unitPrice, quantity);
    }
}
