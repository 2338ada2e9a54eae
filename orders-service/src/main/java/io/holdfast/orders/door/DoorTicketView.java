package io.holdfast.orders.door;

import io.holdfast.contracts.DisputeState;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.ticket.Admission;
import io.holdfast.orders.ticket.Ticket;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as a door sees it.
 *
 * @param code as it is stored, whichever way it was typed
 * @param seat null for general admission
 * @param admittedAt null while it is not admitted
 * @param checkIn the id of the check-in that admitted it, by which that is taken back; null while it is not admitted
 * @param payment {@code not-charged} while the bank has approved and not booked it, {@code disputed} or {@code dispute-lost}; null when
 *     there is nothing to say of it
 */
record DoorTicketView(
        String id,
        String code,
        String tier,
        @Nullable String seat,
        String holder,
        @Nullable Instant admittedAt,
        @Nullable String checkIn,

        @Schema(allowableValues = {"not-charged", "disputed", "dispute-lost"}) @Nullable
        String payment) {

    static final String DISPUTE_LOST = "dispute-lost";

    static DoorTicketView of(Ticket ticket, Order order) {
        return of(ticket, order.terms().holder(), payment(order));
    }

    private static @Nullable String payment(Order order) {
        DisputeState dispute = order.dispute();
        if (dispute != null && dispute.status().isWithdrawn()) {
            return dispute.status() == DisputeState.Status.LOST ? DISPUTE_LOST : "disputed";
        }
        return order.isUncharged() ? "not-charged" : null;
    }

    /** @param payment null when it is not known */
    static DoorTicketView of(Ticket ticket, String holder, @Nullable String payment) {
        Admission admission = ticket.admission();
        return new DoorTicketView(
                ticket.id(),
                ticket.code(),
                ticket.tierName(),
                ticket.seat(),
                holder,
                admission == null ? null : admission.at(),
                admission == null ? null : admission.id(),
                payment);
    }
}
