package io.holdfast.orders.ticket;

/** An order cannot be sold back, since one of its tickets was admitted. */
public final class TicketsUsed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TicketsUsed() {
        super("A ticket of this order has been used", null, false, false);
    }
}
