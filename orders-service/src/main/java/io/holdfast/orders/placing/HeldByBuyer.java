package io.holdfast.orders.placing;

import io.holdfast.orders.inventory.Refused;

/** The units cannot be had, and some of them are held by the very buyer. */
final class HeldByBuyer extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refused refused;
    private final String orderId;

    HeldByBuyer(Refused refused, String orderId) {
        super("Held by order %s of the same buyer".formatted(orderId), null, false, false);
        this.refused = refused;
        this.orderId = orderId;
    }

    Refused refused() {
        return refused;
    }

    /** The buyer's order that holds them. */
    String orderId() {
        return orderId;
    }
}
