package io.holdfast.orders.order;

/** An order cannot be sold back, since one of its tickets was admitted. */
final class TicketsUsed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TicketsUsed() {
        super("A ticket of this order has been used", null, false, false);
    }
}
