package io.holdfast.payments.order;

import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.PersistenceCreator;
import org.springframework.data.mongodb.core.mapping.Field;

/**
 * The copy of an order that payments-service keeps.
 *
 * @param total minor units of {@code currency}
 * @param refundDue what the buyer is to get back by refunds granted so far, in minor units; null in a copy that is older than refunds
 * @param eventId null in a copy of an earlier version; likewise {@code organizerId}
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
        @Field("refunded") @Nullable Long refundDue,
        long version,
        @Nullable String eventId,
        @Nullable String organizerId) {

    @PersistenceCreator
    public PayableOrder {}

    /** One of which it is not known what it is for. */
    public PayableOrder(
            String id,
            String buyerId,
            OrderStatus status,
            long total,
            String currency,
            Instant expiresAt,
            @Nullable String paymentId,
            @Nullable Long refundDue,
            long version) {
        this(id, buyerId, status, total, currency, expiresAt, paymentId, refundDue, version, null, null);
    }

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
                order.version(),
                order.eventId(),
                order.organizerId());
    }

    public boolean isAwaitingPayment() {
        return status == OrderStatus.AWAITING_PAYMENT;
    }

    /**
     * Whether this payment completed the order, whatever was refunded since. A copy may be as it is after a refund although the payment
     * has not seen it completed: messages come in any order, and only the newest is kept.
     */
    public boolean wasCompletedBy(String payment) {
        boolean paid = switch (status) {
            case COMPLETED, SOLD_BACK, REFUNDED -> true;
            case AWAITING_PAYMENT, CANCELLED, EXPIRED -> false;
        };
        return paid && payment.equals(paymentId);
    }

    private boolean isCompletedBy(String payment) {
        return status == OrderStatus.COMPLETED && payment.equals(paymentId);
    }

    /**
     * How much of what this payment captured is to be refunded, in minor units: what was granted while the order is completed by it, all
     * of it once the order is over. It only grows.
     */
    public long refundDueFrom(String payment) {
        if (isAwaitingPayment()) {
            return 0;
        }
        long granted = refundDue == null ? 0 : refundDue;
        return isCompletedBy(payment) ? Math.min(granted, total) : total;
    }

    /** Whether the hold expired, by the order's status or by the clock. */
    public boolean isExpired(Instant now) {
        return status == OrderStatus.EXPIRED || (isAwaitingPayment() && !now.isBefore(expiresAt));
    }

    public boolean isFree() {
        return total == 0;
    }
}
