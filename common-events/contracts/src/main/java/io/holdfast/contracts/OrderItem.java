package io.holdfast.contracts;

/**
 * Tickets of one tier in an order.
 *
 * @param unitPrice minor units, as it was when the order was placed
 */
public record OrderItem(String tierId, String tierName, int quantity, long unitPrice) {}
