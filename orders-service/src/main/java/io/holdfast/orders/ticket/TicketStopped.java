package io.holdfast.orders.ticket;

/** A dispute about the order of this ticket is lost, and its organizer wants that to stop the tickets: it admits no one. */
public final class TicketStopped extends NotAdmitted {

    private static final long serialVersionUID = 1L;

    public TicketStopped(Ticket ticket, String holder) {
        super("is stopped by a lost dispute", ticket, holder);
    }
}
