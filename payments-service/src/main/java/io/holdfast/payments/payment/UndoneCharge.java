package io.holdfast.payments.payment;

import io.holdfast.payments.payment.HistoryEntry.Change;
import io.holdfast.payments.payment.HistoryEntry.Move;
import io.holdfast.payments.provider.Answer;
import java.util.ArrayList;
import java.util.List;

/**
 * The charge of an attempt that came to nothing, which was undone before the next attempt began. Its refund may fail for weeks after that.
 *
 * @param attempt the number of the attempt
 * @param reference the provider's name for the charge
 * @param refunds what was given back of it, as far as is known here; all of it is due
 */
record UndoneCharge(int attempt, String reference, RefundProgress refunds) {

    /**
     * What follows from an answer of the provider.
     *
     * @param charge as it is known then
     * @param changes to be recorded
     */
    record Learned(UndoneCharge charge, List<Change> changes) {

        Learned {
            changes = List.copyOf(changes);
        }
    }

    /**
     * With what the provider tells of it, which may be older than what is known.
     *
     * @param amount of the charge, in minor units
     */
    Learned learn(Answer answer, long amount) {
        if (!answer.isCharged() || !refunds.isOlderThan(answer)) {
            return new Learned(this, List.of());
        }
        RefundProgress after = refunds.with(answer, amount);
        List<Change> changes = new ArrayList<>();
        long more = after.refundPaid() - refunds.refundPaid();
        if (more > 0) {
            changes.add(new Change(null, Move.REFUNDED, more));
        }
        if (more < 0) {
            changes.add(new Change(Payment.REFUND_FAILED, Move.REFUND_FAILED, -more));
        } else if (after.failed() > refunds.failed()) {
            changes.add(Change.of(Payment.REFUND_FAILED));
        }
        return new Learned(with(after), changes);
    }

    private UndoneCharge with(RefundProgress changed) {
        return new UndoneCharge(attempt, reference, changed);
    }

    /** With everything that failed to be requested again. */
    UndoneCharge retrying() {
        return with(refunds.retrying());
    }

    /** With what was to be requested again stopped once more, since the provider refuses it. */
    UndoneCharge refused() {
        return with(refunds.refused());
    }

    /** With everything that is stopped seen to in another way. */
    UndoneCharge ending() {
        return with(refunds.ending());
    }

    /** The provider's idempotency keys of its attempt. */
    ProviderKeys keys(String paymentId) {
        return ProviderKeys.of(paymentId, attempt);
    }

    /** How much of it is to go back, failed to, and is not being tried again, in minor units. */
    long stopped() {
        return refunds.stopped();
    }

    /** How much of it the buyer has not got back from the provider, in minor units. */
    long kept() {
        return refunds.refundDue() - refunds.refundPaid();
    }

    /** Whether something is to become of it yet: a refund is to be requested, is pending, or has failed. */
    boolean isUnsettled() {
        return refunds.pendingNow() > 0 || refunds.isOpen() || stopped() > 0;
    }

    /** Whether the refund that a person wants tried again is still to be requested, by what the provider has just told. */
    boolean isToBeRefunded(Answer known) {
        return refunds.isOpen()
                && known.isCharged()
                && known.refundRequested() < refunds.next().to();
    }
}
