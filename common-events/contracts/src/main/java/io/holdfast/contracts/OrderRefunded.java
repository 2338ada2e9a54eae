package io.holdfast.contracts;

/** Money is due to the buyer: a part of it while the order stays completed, all of it when it is refunded. */
@Subject("orders.refunded")
public record OrderRefunded(OrderState order) implements OrderMessage {}
