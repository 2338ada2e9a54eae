package io.holdfast.contracts;

/**
 * A general-admission tier.
 *
 * @param price minor units of the event's currency, zero or more
 * @param capacity units there are, 1 to 1,000,000
 * @param maxPerOrder most units in one order
 */
public record TierState(String id, String name, long price, int capacity, int maxPerOrder) {}
