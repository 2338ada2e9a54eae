package io.holdfast.orders.ticket;

/** Another request admitted the holder of this ticket. */
public final class AlreadyAdmitted extends NotAdmitted {

    private static final long serialVersionUID = 1L;

    public AlreadyAdmitted(Ticket ticket, String holder) {
        super("was used before", ticket, holder);
    }
}
