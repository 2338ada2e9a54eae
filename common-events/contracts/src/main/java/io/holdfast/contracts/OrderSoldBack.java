package io.holdfast.contracts;

/** The buyer sold the tickets back; a refund is due. */
@Subject("orders.sold-back")
public record OrderSoldBack(OrderState order) implements OrderMessage {}
