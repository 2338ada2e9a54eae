package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;

/** The order that the ticket belonged to is over, and the ticket with it. */
final class TicketNotValid extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final OrderStatus status;

    TicketNotValid(OrderStatus status) {
        super("The ticket's order is " + status, null, false, false);
        this.status = status;
    }

    OrderStatus status() {
        return status;
    }
}
