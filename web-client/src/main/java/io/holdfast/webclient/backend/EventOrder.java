package io.holdfast.webclient.backend;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the organizer of an event sees of one of its orders.
 *
 * @param expiresAt until when it is, or was, held for its payment
 * @param paymentId the payment that completed it; null before, and for a free order
 * @param charged whether the payment is charged, and not only authorized
 * @param refunds what is to go back, oldest first
 * @param history the statuses it came to, oldest first
 */
public record EventOrder(
        SoldOrder order,
        Instant expiresAt,
        @Nullable String paymentId,
        boolean charged,
        List<Order.Refund> refunds,
        List<Order.Change> history) {

    public EventOrder {
        refunds = List.copyOf(refunds);
        history = List.copyOf(history);
    }

    /** The last part of the key of what to say of the payment: what matters most of what became of it. */
    public String paymentKey() {
        if (paymentId == null) {
            return "none";
        }
        if (!charged) {
            return "authorized";
        }
        if (order.isDisputed()) {
            return "disputed";
        }
        if (order.allDisputes().stream().anyMatch(Order.Dispute::isLost)) {
            return "lost";
        }
        if (order.hasFailedRefund()) {
            return "failed";
        }
        if (order.refunded() == 0) {
            return "charged";
        }
        return order.left() == 0 ? "refunded" : "part";
    }

    /** Whether its buyer may still pay it. */
    public boolean isHeld() {
        return order.status() == Order.Status.AWAITING_PAYMENT;
    }
}
