package io.holdfast.orders.ticket;

/** The admission that is to be taken back is not the ticket's: another one was made, which stays. */
public final class AdmittedAgain extends NotAdmitted {

    private static final long serialVersionUID = 1L;

    public AdmittedAgain(Ticket ticket, String holder) {
        super("was used by another admission", ticket, holder);
    }
}
