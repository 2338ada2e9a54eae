package io.holdfast.payments.provider;

import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.DisputeState.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dispute about a charge, as the provider reports it.
 *
 * @param reference the provider's name for it
 * @param amount minor units; of one that is lost what the bank keeps
 * @param reason a stable word of the provider
 * @param answerBy until when the seller may answer it at the provider; null if there is nothing to answer, or that is not known
 */
public record Dispute(
        String reference,
        long amount,
        String reason,
        Status status,
        @Nullable Instant answerBy) {

    /** One that has nothing to be answered. */
    public Dispute(String reference, long amount, String reason, Status status) {
        this(reference, amount, reason, status, null);
    }

    /** How much the buyer's bank has taken back, in minor units. */
    public long withdrawn() {
        return status.isWithdrawn() ? amount : 0;
    }

    /** Whether it may still change. */
    public boolean isOpen() {
        return status == Status.OPEN || status == Status.INQUIRY;
    }

    /**
     * Whether this is a later report of the same dispute than {@code other}: the statuses follow each other as they are declared, and of one
     * that is lost a part may be returned.
     */
    public boolean isLaterThan(Dispute other) {
        boolean moreReturned = status == Status.LOST && other.status == Status.LOST && amount < other.amount;
        return reference.equals(other.reference) && (status.compareTo(other.status) > 0 || moreReturned);
    }

    /** Whether it reports the same of the same dispute as {@code other}, apart from the time to answer it. */
    public boolean isSameBut(Dispute other) {
        return reference.equals(other.reference) && amount == other.amount && status == other.status;
    }

    /** Higher for those that others have to know of before those with less. */
    public int weight() {
        return switch (status) {
            case LOST -> 2;
            case OPEN -> 1;
            case INQUIRY, CLOSED, WON -> 0;
        };
    }

    public DisputeState state() {
        return new DisputeState(amount, reason, status);
    }
}
