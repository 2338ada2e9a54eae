package io.holdfast.orders.door;

import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A ticket shown at a door, by its code, or one of a guest who was found by name, by the ids of order and ticket.
 *
 * @param code as scanned or typed: case, spaces and dashes do not matter, O is 0, and I and L are 1
 * @param at when it was shown, if that is not now; a time in the future counts as now, one before the order was completed as its completion
 * @param orderId the guest's order; without a code only
 * @param ticketId the ticket of that order
 */
record CheckInRequest(
        @Nullable @Size(max = 100) String code,
        @Nullable Instant at,
        @Nullable @Size(max = 100) String orderId,
        @Nullable @Size(max = 100) String ticketId) {

    boolean hasCode() {
        return code != null && !code.isBlank();
    }

    /** Whether it names a ticket, in one of the two ways. */
    boolean isComplete() {
        return hasCode() || (orderId != null && ticketId != null);
    }
}
