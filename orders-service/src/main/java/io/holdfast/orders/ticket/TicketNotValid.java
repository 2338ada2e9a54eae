package io.holdfast.orders.ticket;

import io.holdfast.contracts.OrderStatus;

/** The order of the ticket is over, or the ticket alone was given back, so the ticket is void. */
public final class TicketNotValid extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final OrderStatus status;
    private final boolean givenBack;

    public TicketNotValid(OrderStatus status, boolean givenBack) {
        super("The ticket's order is " + status, null, false, false);
        this.status = status;
        this.givenBack = givenBack;
    }

    /** Whether the ticket was given back by itself, whatever became of its order. */
    public boolean wasGivenBack() {
        return givenBack;
    }

    /** Of the order. */
    public OrderStatus status() {
        return status;
    }
}
