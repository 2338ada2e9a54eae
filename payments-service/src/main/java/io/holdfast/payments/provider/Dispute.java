package io.holdfast.payments.provider;

import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.DisputeState.Status;

/**
 * A dispute about a charge, as the provider reports it.
 *
 * @param reference the provider's name for it
 * @param amount minor units; of one that is lost what the bank keeps
 * @param reason a stable word of the provider
 */
public record Dispute(String reference, long amount, String reason, Status status) {

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
