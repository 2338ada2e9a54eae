package io.holdfast.orders.order;

import org.jspecify.annotations.Nullable;

/**
 * The right to enter, for one person, once.
 *
 * @param code 20 characters that cannot be guessed (100 random bits); what a door scans
 * @param seat the seat's name, such as {@code A-12} or {@code Balcony A-12}; null for general admission
 * @param admission null until the holder is admitted
 */
public record Ticket(
        String id,
        String code,
        String tierId,
        String tierName,
        @Nullable String seat,
        @Nullable Admission admission) {

    boolean isAdmitted() {
        return admission != null;
    }

    Ticket with(@Nullable Admission other) {
        return new Ticket(id, code, tierId, tierName, seat, other);
    }
}
