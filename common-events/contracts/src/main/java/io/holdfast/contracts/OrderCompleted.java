package io.holdfast.contracts;

/** The tickets are the buyer's: a payment was authorized in time, or nothing was to pay. */
@Subject("orders.completed")
public record OrderCompleted(OrderState order) implements OrderMessage {}
