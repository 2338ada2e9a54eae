package io.holdfast.orders.order;

/**
 * The right to enter, for one person. It comes into being when its order is completed.
 *
 * @param code 20 characters that cannot be guessed (100 bits); what a door scans
 */
public record Ticket(String id, String code, String tierId, String tierName) {}
