package io.holdfast.payments.payment;

import io.holdfast.payments.provider.Answer;

/**
 * The charge of an attempt that came to nothing, which was undone before the next attempt began. Its refund may fail for weeks after that.
 *
 * @param attempt the number of the attempt
 * @param reference the provider's name for the charge
 * @param refunds what was given back of it, as far as is known here; all of it is due
 */
record ReversedCharge(int attempt, String reference, RefundProgress refunds) {

    ReversedCharge with(RefundProgress changed) {
        return new ReversedCharge(attempt, reference, changed);
    }

    /** How much of it the buyer has not got back from the provider, in minor units. */
    long kept() {
        return refunds.refundDue() - refunds.refundPaid();
    }

    /** Whether something is to become of it yet: a refund is to be requested, is pending, or has failed. */
    boolean isUnsettled() {
        return refunds.pendingNow() > 0 || refunds.isOpen() || refunds.stopped() > 0;
    }

    /** Whether the refund that a person wants tried again is still to be requested, by what the provider has just told. */
    boolean isToBeRefunded(Answer known) {
        return refunds.isOpen()
                && known.isCharged()
                && known.refundRequested() < refunds.next().to();
    }
}
