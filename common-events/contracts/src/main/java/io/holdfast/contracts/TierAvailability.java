package io.holdfast.contracts;

/** Counts of one tier's units: {@code capacity = free + held + sold}. */
public record TierAvailability(String tierId, int capacity, int free, int held, int sold) {}
