package io.holdfast.orders.order;

import org.jspecify.annotations.Nullable;

/**
 * The right to enter, for one person. It comes into being when its order is completed.
 *
 * @param code 20 characters that cannot be guessed (100 bits); what a door scans
 * @param seat the seat's name, such as {@code A-12}; null for general admission
 */
public record Ticket(
        String id,
        String code,
        String tierId,
        String tierName,
        @Nullable String seat) {}
