package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;

/** The order of the ticket is over, so the ticket is void. */
public final class TicketNotValid extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final OrderStatus status;

    TicketNotValid(OrderStatus status) {
        super("The ticket's order is " + status, null, false, false);
        this.status = status;
    }

    /** Of the order. */
    public OrderStatus status() {
        return status;
    }
}
