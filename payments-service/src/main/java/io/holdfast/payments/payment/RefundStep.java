package io.holdfast.payments.payment;

import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.PersistenceCreator;

/**
 * One refund, stored before the provider is asked for it. Its bounds are part of the provider's idempotency key, so that the same step is
 * never made twice.
 *
 * @param from all refunds that were requested before, whatever became of them, in minor units
 * @param to all that are requested afterwards, in minor units
 * @param disputes how many disputes about the charge had ended before; null for none. A provider gives the answer to a key again, also
 *     that the charge is disputed, so after a dispute the same step needs another key
 */
record RefundStep(long from, long to, @Nullable Integer disputes) {

    @PersistenceCreator
    RefundStep {}

    /** A step of a charge that was not disputed. */
    RefundStep(long from, long to) {
        this(from, to, null);
    }

    RefundStep afterDisputes(int ended) {
        return ended == 0 ? this : new RefundStep(from, to, ended);
    }

    long amount() {
        return to - from;
    }
}
