package io.holdfast.payments.payment;

import io.holdfast.payments.provider.Answer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.PersistenceCreator;
import org.springframework.data.mongodb.core.mapping.Field;

/**
 * How much of a payment is to be refunded, and what became of it, in minor units. Within an attempt {@code refundDue}, {@code failed} and
 * {@link #requested} only grow; {@code refundPaid} grows, except when a refund fails after it was recorded.
 *
 * @param refundDue what the order grants the buyer
 * @param refundPaid what the provider refunded; more than {@code refundDue} if money was refunded at the provider by hand
 * @param pending what the provider has accepted and not yet paid; null if it never was so
 * @param failed all refunds that did not reach the buyer
 * @param settled how much of {@code failed} was requested again, made up for by other refunds, or ended
 * @param ended how much of what failed a person has seen to in another way
 */
record RefundProgress(
        @Field("due") long refundDue,
        @Field("refunded") long refundPaid,
        @Field("refundPending") @Nullable Long pending,
        @Field("refundFailed") long failed,
        @Field("refundSettled") long settled,
        @Field("refundEnded") long ended) {

    static final RefundProgress NONE = new RefundProgress(0, 0, null, 0, 0, 0);

    /** Older payments lack some of the fields. */
    @PersistenceCreator
    static RefundProgress stored(
            @Nullable Long refundDue,
            @Nullable Long refundPaid,
            @Nullable Long pending,
            @Nullable Long failed,
            @Nullable Long settled,
            @Nullable Long ended) {
        return new RefundProgress(
                orZero(refundDue), orZero(refundPaid), pending, orZero(failed), orZero(settled), orZero(ended));
    }

    private static long orZero(@Nullable Long stored) {
        return stored == null ? 0 : stored;
    }

    /** With at least {@code amount} due. */
    RefundProgress withDue(long amount) {
        return new RefundProgress(Math.max(refundDue, amount), refundPaid, pending, failed, settled, ended);
    }

    RefundProgress withPaid(long amount) {
        return new RefundProgress(refundDue, amount, pending, failed, settled, ended);
    }

    /** As the provider reports it, of a charge of {@code amount}. */
    RefundProgress with(Answer answer, long amount) {
        long paid = Math.min(answer.refunded(), amount);
        long unpaid = Math.max(0, refundDue - paid - answer.refundPending() - ended);
        long stopped = Math.clamp(answer.refundFailed() - settled, 0, unpaid);
        Long nowPending = answer.refundPending() == 0 && pending == null ? null : Long.valueOf(answer.refundPending());
        return new RefundProgress(
                refundDue, paid, nowPending, answer.refundFailed(), answer.refundFailed() - stopped, ended);
    }

    /** With everything that failed to be requested again. */
    RefundProgress retrying() {
        return new RefundProgress(refundDue, refundPaid, pending, failed, failed, ended);
    }

    /** With what was to be requested again stopped once more, since the provider refuses it. */
    RefundProgress refused() {
        return new RefundProgress(refundDue, refundPaid, pending, failed, failed - Math.min(failed, unpaid()), ended);
    }

    /** With everything that is {@link #leftToPerson left to a person} seen to in another way. */
    RefundProgress ending(Disputes disputes) {
        return new RefundProgress(refundDue, refundPaid, pending, failed, failed, ended + leftToPerson(disputes));
    }

    /**
     * Whether the provider's answer is newer than this: more was requested or has failed, or what was pending is paid. An older answer
     * never is, since a refund that was requested stays so, and one that failed never succeeds.
     */
    boolean isOlderThan(Answer answer) {
        return answer.refundRequested() >= requested()
                && answer.refundFailed() >= failed
                && (answer.refundRequested() > requested()
                        || answer.refundFailed() > failed
                        || answer.refunded() > refundPaid);
    }

    /** Everything that was ever requested, whatever became of it. */
    long requested() {
        return refundPaid + pendingNow() + failed;
    }

    long pendingNow() {
        return pending == null ? 0 : pending;
    }

    boolean wasEverPending() {
        return pending != null;
    }

    /** How much is due, neither paid nor on its way nor ended, and is not being tried again since a refund of it failed. */
    long stopped() {
        return Math.min(failed - settled, unpaid());
    }

    private long unpaid() {
        return Math.max(0, refundDue - refundPaid - pendingNow() - ended);
    }

    /**
     * How much a person has to pay the buyer in another way: a refund of it failed, or a dispute that was lost prevents it, and the bank has
     * not given it back. None while a dispute may still be won.
     */
    long leftToPerson(Disputes disputes) {
        if (!disputes.preventRefunds()) {
            return stopped();
        }
        boolean left = disputes.areDecided() && (stopped() > 0 || isOpen());
        return left ? Math.max(0, unpaid() - disputes.lost()) : 0;
    }

    /** Whether all that is due was paid, or ended. */
    boolean isDone() {
        return pendingNow() == 0 && unpaid() == 0;
    }

    /** Whether something is left to be requested. One refund is made after the other. */
    boolean isOpen() {
        return pendingNow() == 0 && unpaid() > stopped();
    }

    /** The step to be requested next; empty when nothing is left to be, a refund is pending, or a dispute prevents it. */
    Optional<RefundStep> nextAfter(Disputes disputes) {
        return isOpen() && !disputes.preventRefunds()
                ? Optional.of(next().afterDisputes(disputes.ended()))
                : Optional.empty();
    }

    /** The step that refunds all that is due and did not fail. */
    RefundStep next() {
        return step(unpaid() - stopped());
    }

    /** The step after which {@code amount} is refunded. */
    RefundStep stepTo(long amount) {
        return step(amount - refundPaid - pendingNow());
    }

    private RefundStep step(long amount) {
        return new RefundStep(requested(), requested() + amount);
    }
}
