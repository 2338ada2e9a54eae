package io.holdfast.orders.organizer;

import io.holdfast.orders.buyer.OrderView;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderStep;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the organizer of an event sees of one of its orders.
 *
 * @param expiresAt until when it is, or was, held for its payment
 * @param completedAt when the tickets became the buyer's; null if they never did
 * @param paymentId the payment that completed it; null before, and for a free order
 * @param charged whether the payment is charged, and not only authorized
 * @param refunds what is to go back, oldest first
 * @param history the statuses it came to, oldest first
 */
record EventOrderView(
        SoldOrderView order,
        Instant expiresAt,
        @Nullable Instant completedAt,
        @Nullable String paymentId,
        boolean charged,
        List<OrderView.Refund> refunds,
        List<OrderStep> history,
        Instant serverNow) {

    static EventOrderView of(Order order, @Nullable Instant mailBouncedAt, boolean lossStops, Instant serverNow) {
        return new EventOrderView(
                SoldOrderView.of(order, mailBouncedAt, lossStops),
                order.expiresAt(),
                order.completedAt(),
                order.paymentId(),
                order.paymentId() != null && !order.isUncharged(),
                OrderView.refunds(order),
                order.history(),
                serverNow);
    }
}
