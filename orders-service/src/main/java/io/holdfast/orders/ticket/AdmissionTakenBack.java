package io.holdfast.orders.ticket;

/** This request admitted the holder of this ticket, and the admission was taken back: repeating the request does not make it anew. */
public final class AdmissionTakenBack extends NotAdmitted {

    private static final long serialVersionUID = 1L;

    public AdmissionTakenBack(Ticket ticket, String holder) {
        super("was admitted, which was taken back", ticket, holder);
    }
}
