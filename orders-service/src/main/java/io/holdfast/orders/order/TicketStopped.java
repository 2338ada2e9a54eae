package io.holdfast.orders.order;

/** A dispute about the order of this ticket is lost, and its organizer wants that to stop the tickets: it admits no one. */
public final class TicketStopped extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Ticket ticket;
    private final String holder;

    TicketStopped(Ticket ticket, String holder) {
        super("Ticket " + ticket.id() + " is stopped by a lost dispute", null, false, false);
        this.ticket = ticket;
        this.holder = holder;
    }

    public Ticket ticket() {
        return ticket;
    }

    /** The name on the ticket. */
    public String holder() {
        return holder;
    }
}
