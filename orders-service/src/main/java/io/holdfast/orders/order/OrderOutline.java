package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.orders.inventory.Allocation;
import java.time.Instant;

/** As much of an order as tells whether it waits for its payment. */
record OrderOutline(OrderStatus status, Instant expiresAt, Allocation allocation) {

    boolean isWaiting(Instant now) {
        return status == OrderStatus.AWAITING_PAYMENT && now.isBefore(expiresAt);
    }
}
