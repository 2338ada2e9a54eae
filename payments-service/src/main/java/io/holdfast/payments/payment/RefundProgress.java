package io.holdfast.payments.payment;

import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.PersistenceCreator;
import org.springframework.data.mongodb.core.mapping.Field;

/**
 * How much of a payment is to be refunded, and how much was refunded, in minor units. Within an attempt both only grow.
 *
 * @param refundDue what the order grants the buyer
 * @param refundPaid what the provider refunded; more than {@code refundDue} if money was refunded at the provider by hand
 */
record RefundProgress(
        @Field("due") long refundDue, @Field("refunded") long refundPaid) {

    static final RefundProgress NONE = new RefundProgress(0, 0);

    /** Payments that are older than partial refunds have neither field. */
    @PersistenceCreator
    static RefundProgress stored(@Nullable Long refundDue, @Nullable Long refundPaid) {
        return new RefundProgress(refundDue == null ? 0 : refundDue, refundPaid == null ? 0 : refundPaid);
    }

    /** With at least {@code amount} due. */
    RefundProgress withDue(long amount) {
        return new RefundProgress(Math.max(refundDue, amount), refundPaid);
    }

    RefundProgress withPaid(long amount) {
        return new RefundProgress(refundDue, amount);
    }

    /** Whether something is left to be refunded. */
    boolean isOpen() {
        return refundDue > refundPaid;
    }

    /** The step that refunds all that is due. */
    RefundStep next() {
        return stepTo(refundDue);
    }

    RefundStep stepTo(long amount) {
        return new RefundStep(refundPaid, amount);
    }
}
