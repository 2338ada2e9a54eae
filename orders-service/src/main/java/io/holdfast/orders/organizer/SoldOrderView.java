package io.holdfast.orders.organizer;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order as the organizer of its event sees it: without the codes, which are the buyer's. */
record SoldOrderView(
        String id,
        String holder,
        OrderStatus status,
        @Nullable String reason,
        List<OrderView.Item> items,
        long total,
        long refunded,
        long moneyBack,
        String currency,
        Instant createdAt) {

    static SoldOrderView of(Order order) {
        Order.Terms terms = order.terms();
        return new SoldOrderView(
                order.id(),
                terms.holder(),
                order.status(),
                order.reason(),
                OrderView.items(order),
                terms.total(),
                order.refunded(),
                order.moneyBack(),
                terms.currency(),
                terms.createdAt());
    }
}
