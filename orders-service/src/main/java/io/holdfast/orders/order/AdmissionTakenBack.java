package io.holdfast.orders.order;

/** This request admitted the holder of this ticket, and the admission was taken back: repeating the request does not make it anew. */
public final class AdmissionTakenBack extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Ticket ticket;
    private final String holder;

    AdmissionTakenBack(Ticket ticket, String holder) {
        super("The admission of ticket " + ticket.id() + " was taken back", null, false, false);
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
