package io.holdfast.contracts;

/** Tickets are held for a buyer until the order's {@code expiresAt}. */
@Subject("orders.placed")
public record OrderPlaced(OrderState order) implements OrderMessage {}
