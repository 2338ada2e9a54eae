package io.holdfast.payments.payment;

import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.PersistenceCreator;
import org.springframework.data.mongodb.core.mapping.Field;

/**
 * How much of a payment is to be refunded, and how much was refunded, in minor units. Within an attempt both only grow.
 *
 * @param due what the order grants the buyer
 * @param paid what the provider refunded; more than {@code due} if money was refunded at the provider by hand
 */
record RefundProgress(
        @Field("due") long due, @Field("refunded") long paid) {

    static final RefundProgress NONE = new RefundProgress(0, 0);

    /** Payments that are older than partial refunds have neither field. */
    @PersistenceCreator
    static RefundProgress stored(@Nullable Long due, @Nullable Long paid) {
        return new RefundProgress(due == null ? 0 : due, paid == null ? 0 : paid);
    }

    /** With at least {@code amount} due. */
    RefundProgress withDue(long amount) {
        return new RefundProgress(Math.max(due, amount), paid);
    }

    RefundProgress withPaid(long amount) {
        return new RefundProgress(due, amount);
    }

    /** Whether something is left to be refunded. */
    boolean isOpen() {
        return due > paid;
    }

    /** The step that refunds all that is due. */
    RefundStep next() {
        return stepTo(due);
    }

    RefundStep stepTo(long amount) {
        return new RefundStep(paid, amount);
    }
}
