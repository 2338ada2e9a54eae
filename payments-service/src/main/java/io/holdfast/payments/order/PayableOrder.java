package io.holdfast.payments.order;

import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

/**
 * An order as payments last heard of it.
 *
 * @param total minor units of {@code currency}
 * @param refunded what refunds granted the buyer so far, in minor units; null in a copy made before there were any
 * @param version of the order; a copy is only ever replaced by a newer one
 */
public record PayableOrder(
        @Id String id,
        String buyerId,
        OrderStatus status,
        long total,
        String currency,
        Instant expiresAt,
        @Nullable String paymentId,
        @Nullable Long refunded,
        long version) {

    static PayableOrder of(OrderState order) {
        return new PayableOrder(
                order.id(),
                order.buyerId(),
                order.status(),
                order.total(),
                order.currency(),
                order.expiresAt(),
                order.paymentId(),
                order.refunded(),
                order.version());
    }

    /** Whether its fate is still open. */
    public boolean isOpen() {
        return status == OrderStatus.AWAITING_PAYMENT;
    }

    /** Whether the tickets are the buyer's because of this payment. */
    public boolean isCompletedBy(String payment) {
        return status == OrderStatus.COMPLETED && payment.equals(paymentId);
    }

    /**
     * What is due back, in minor units, of what this payment took: all of it once the order is over, else what was
     * granted. It only grows.
     */
    public long dueBackOf(String payment) {
        if (isOpen()) {
            return 0;
        }
        long granted = refunded == null ? 0 : refunded;
        return isCompletedBy(payment) ? Math.min(granted, total) : total;
    }

    /** Whether the hold ran out, by its status or by the clock. */
    public boolean isExpired(Instant now) {
        return status == OrderStatus.EXPIRED || (isOpen() && !now.isBefore(expiresAt));
    }

    public boolean isFree() {
        return total == 0;
    }
}
