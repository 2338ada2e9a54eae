package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;

/** An order cannot go from where it is to where it was told to go. */
final class IllegalTransition extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final OrderStatus to;
    private final String reason;

    IllegalTransition(OrderStatus from, OrderStatus to) {
        this(to, "An order that is " + from + " cannot become " + to + ".");
    }

    /** @param reason a sentence for people */
    IllegalTransition(OrderStatus to, String reason) {
        super(reason, null, false, false);
        this.to = to;
        this.reason = reason;
    }

    OrderStatus to() {
        return to;
    }

    String reason() {
        return reason;
    }
}
