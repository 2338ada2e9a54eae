package io.holdfast.orders.door;

import io.holdfast.orders.order.Admission;
import io.holdfast.orders.order.Ticket;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A ticket as a door sees it.
 *
 * @param code as it is stored, whichever way it was typed
 * @param seat null for general admission
 * @param admittedAt null while it is not admitted
 */
record DoorTicketView(
        String id,
        String code,
        String tier,
        @Nullable String seat,
        String holder,
        @Nullable Instant admittedAt) {

    static DoorTicketView of(Ticket ticket, String holder) {
        Admission admission = ticket.admission();
        return new DoorTicketView(
                ticket.id(),
                ticket.code(),
                ticket.tierName(),
                ticket.seat(),
                holder,
                admission == null ? null : admission.at());
    }
}
