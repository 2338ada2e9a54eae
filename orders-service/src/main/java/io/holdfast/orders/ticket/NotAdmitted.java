package io.holdfast.orders.ticket;

/** A valid ticket admits no one. */
public abstract sealed class NotAdmitted extends RuntimeException
        permits AlreadyAdmitted, AdmissionTakenBack, TicketStopped {

    private static final long serialVersionUID = 1L;

    private final transient Ticket ticket;
    private final String holder;

    NotAdmitted(String why, Ticket ticket, String holder) {
        super("Ticket " + ticket.id() + " " + why, null, false, false);
        this.ticket = ticket;
        this.holder = holder;
    }

    /** With the admission that was first, if there is one. */
    public Ticket ticket() {
        return ticket;
    }

    /** The name on the ticket. */
    public String holder() {
        return holder;
    }
}
