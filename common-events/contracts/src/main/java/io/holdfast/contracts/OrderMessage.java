package io.holdfast.contracts;

/** Something happened to an order. */
public sealed interface OrderMessage extends Message
        permits OrderPlaced,
                OrderProlonged,
                OrderCompleted,
                OrderCancelled,
                OrderExpired,
                OrderSoldBack,
                OrderRefunded,
                OrderAdopted {

    OrderState order();

    @Override
    default String aggregateId() {
        return order().id();
    }

    @Override
    default long version() {
        return order().version();
    }
}
