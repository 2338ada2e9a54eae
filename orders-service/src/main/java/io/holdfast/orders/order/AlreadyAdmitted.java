package io.holdfast.orders.order;

/** Another request admitted the holder of this ticket. */
public final class AlreadyAdmitted extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Ticket ticket;
    private final String holder;

    AlreadyAdmitted(Ticket ticket, String holder) {
        super("Ticket " + ticket.id() + " was used before", null, false, false);
        this.ticket = ticket;
        this.holder = holder;
    }

    /** With the admission that was first. */
    public Ticket ticket() {
        return ticket;
    }

    /** The name on the ticket. */
    public String holder() {
        return holder;
    }
}
