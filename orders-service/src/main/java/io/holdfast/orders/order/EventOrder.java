package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;

/** An order in the list of its event's orders. */
public record EventOrder(OrderCursor position, OrderStatus status) {

    /** Whether it is pending or paid. */
    public boolean isAlive() {
        return status == OrderStatus.AWAITING_PAYMENT || status == OrderStatus.COMPLETED;
    }
}
