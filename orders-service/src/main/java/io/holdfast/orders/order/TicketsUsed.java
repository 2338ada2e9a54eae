package io.holdfast.orders.order;

/** Somebody was let in with a ticket that was to be sold back. */
final class TicketsUsed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TicketsUsed() {
        super("A ticket of this order has been used", null, false, false);
    }
}
