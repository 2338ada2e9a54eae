package io.holdfast.contracts;

/** The hold ran out unpaid. */
@Subject("orders.expired")
public record OrderExpired(OrderState order) implements OrderMessage {}
