package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;
import java.time.Instant;

/** When an order came to a status. */
record OrderStep(OrderStatus status, Instant at) {}
