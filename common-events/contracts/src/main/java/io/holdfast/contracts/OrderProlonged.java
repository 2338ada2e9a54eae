package io.holdfast.contracts;

/** The tickets are held longer than when they were ordered, until the order's new {@code expiresAt}: the buyer's bank asks about the payment. */
@Subject("orders.prolonged")
public record OrderProlonged(OrderState order) implements OrderMessage {}
