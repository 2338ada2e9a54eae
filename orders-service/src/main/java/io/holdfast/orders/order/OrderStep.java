package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;
import java.time.Instant;

/** A status that an order came to, and when. */
public record OrderStep(OrderStatus status, Instant at) {}
