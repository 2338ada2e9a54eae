package io.holdfast.contracts;

/** The buyer gave the hold up, or its payment could not be captured. */
@Subject("orders.cancelled")
public record OrderCancelled(OrderState order) implements OrderMessage {}
