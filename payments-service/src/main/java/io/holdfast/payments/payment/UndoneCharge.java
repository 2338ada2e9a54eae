package io.holdfast.payments.payment;

import io.holdfast.payments.payment.HistoryEntry.Change;
import io.holdfast.payments.payment.HistoryEntry.Move;
import io.holdfast.payments.provider.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.data.mongodb.core.mapping.Unwrapped;

/**
 * The charge of an attempt that came to nothing, which was undone before the next attempt began. Its refund may fail for weeks after that,
 * and its buyer may dispute it for months.
 *
 * @param attempt the number of the attempt
 * @param reference the provider's name for the charge
 * @param refunds what was given back of it, as far as is known here; all of it is due
 */
record UndoneCharge(
        int attempt,
        String reference,
        RefundProgress refunds,
        @Unwrapped.Empty Disputes disputes) {

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
     * @param withdrawn how much of that is recorded to be taken back by the buyer's bank
     */
    Learned learn(Answer answer, long amount, long withdrawn) {
        if (!answer.isCharged()) {
            return new Learned(this, List.of());
        }
        RefundProgress paid = refunds.isOlderThan(answer) ? refunds.with(answer, amount) : refunds;
        Disputes.Learned disputed = disputes.learn(answer.disputes(), withdrawn);
        List<Change> changes = new ArrayList<>(changes(paid));
        changes.addAll(disputed.changes());
        return new Learned(new UndoneCharge(attempt, reference, paid, disputed.disputes()), changes);
    }

    private List<Change> changes(RefundProgress after) {
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
        return changes;
    }

    private UndoneCharge with(RefundProgress changed) {
        return new UndoneCharge(attempt, reference, changed, disputes);
    }

    /** With everything that failed to be requested again. */
    UndoneCharge retrying() {
        return with(refunds.retrying());
    }

    /** With what was to be requested again stopped once more, since the provider refuses it. */
    UndoneCharge refused() {
        return with(refunds.refused());
    }

    /** With everything that is left to a person seen to in another way. */
    UndoneCharge ending() {
        return with(refunds.ending(disputes));
    }

    /** The provider's idempotency keys of its attempt. */
    ProviderKeys keys(String paymentId) {
        return ProviderKeys.of(paymentId, attempt);
    }

    /** How much of it is to go back, failed to, and is not being tried again, in minor units. */
    long stopped() {
        return refunds.stopped();
    }

    /** How much of it neither the provider nor the bank has given back to the buyer, in minor units. */
    long kept() {
        return refunds.refundDue() - refunds.refundPaid() - disputes.withdrawn();
    }

    /** Why a person has to look at it, one of {@link Payment#WHY_A_PERSON}; empty if there is nothing that a person has to do. */
    Optional<String> needsPerson() {
        return needsPerson(refunds, disputes);
    }

    /** The same of any charge. */
    static Optional<String> needsPerson(RefundProgress refunds, Disputes disputes) {
        if (disputes.areOpen()) {
            return Optional.of(Payment.DISPUTED);
        }
        return refunds.leftToPerson(disputes) > 0
                ? Optional.of(disputes.preventRefunds() ? Payment.DISPUTED : Payment.REFUND_FAILED)
                : Optional.empty();
    }

    /** Whether something is to become of it yet: a refund is to be requested, is pending, or has failed, or a dispute is open. */
    boolean isUnsettled() {
        return refunds.pendingNow() > 0 || next().isPresent() || needsPerson().isPresent();
    }

    /** How much of it a person has to pay the buyer in another way, in minor units. */
    long leftToPerson() {
        return refunds.leftToPerson(disputes);
    }

    /** Whether a refund of it that failed can be tried again as far as the buyer's bank is concerned. */
    boolean isRetryable() {
        return stopped() > 0 && !disputes.preventRefunds();
    }

    /** The refund that is to be requested; empty if there is none. */
    Optional<RefundStep> next() {
        return refunds.nextAfter(disputes);
    }

    /** Whether the refund that a person wants tried again is still to be requested, by what the provider has just told. */
    boolean isToBeRefunded(Answer known) {
        return known.isCharged()
                && next().filter(step -> known.refundRequested() < step.to()).isPresent();
    }
}
