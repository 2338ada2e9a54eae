package io.holdfast.orders.order;

/** Somebody else was let in with this ticket. */
final class AlreadyAdmitted extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient DoorTicketView ticket;

    AlreadyAdmitted(DoorTicketView ticket) {
        super("Somebody was let in with ticket " + ticket.id(), null, false, false);
        this.ticket = ticket;
    }

    /** As it was shown the first time. */
    DoorTicketView ticket() {
        return ticket;
    }
}
