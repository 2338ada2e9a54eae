package io.holdfast.contracts;

/** The event was cancelled; a refund is due. */
@Subject("orders.refunded")
public record OrderRefunded(OrderState order) implements OrderMessage {}
