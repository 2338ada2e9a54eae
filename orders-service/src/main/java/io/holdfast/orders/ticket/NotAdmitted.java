package io.holdfast.orders.ticket;

/** A valid ticket stays as it is: it admits no one, or the one it admitted stays admitted. */
public abstract sealed class NotAdmitted extends RuntimeException
        permits AlreadyAdmitted, AdmissionTakenBack, AdmittedAgain, TicketStopped {

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
