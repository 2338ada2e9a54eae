package io.holdfast.orders.inventory;

/**
 * A plan for the capacity of tiers, as far as carrying it out is concerned.
 *
 * @param number plans of an event have numbers, which only grow
 * @param proposal whether it may still be refused: then it only removes units, and blocks store what it removed
 */
record CapacityPlan(long number, boolean proposal) {}
