package io.holdfast.orders.order;

import io.holdfast.contracts.DisputeState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What payments-service has reported about the money of an order, as of its latest message.
 *
 * @param paid how much the provider has paid back, in minor units
 * @param failed how much is due, could not be paid back, and is not being tried again
 * @param ended how much of what could not be paid back the buyer has in another way, as an operator says
 * @param dispute what the charge is disputed by: of several the one that matters most; null if there was no dispute
 * @param disputes each of them
 * @param uncharged whether the payment was authorized and, as far as reported, not charged yet
 * @param version the payment's, which the report is of; 0 for none
 */
record RefundProgress(
        long paid,
        long failed,
        long ended,
        @Nullable DisputeState dispute,
        List<DisputeState> disputes,
        boolean uncharged,
        long version) {

    static final RefundProgress NONE = new RefundProgress(0, 0, 0, null, List.of(), false, 0);

    RefundProgress {
        disputes = List.copyOf(disputes);
    }

    /** What the buyer's bank took back and keeps, in minor units. */
    long lost() {
        return lost(disputes);
    }

    /** The same of disputes that are not noted yet. */
    static long lost(List<DisputeState> disputes) {
        return disputes.stream()
                .filter(each -> each.status() == DisputeState.Status.LOST)
                .mapToLong(DisputeState::amount)
                .sum();
    }

    /** Whether the buyer's bank keeps what it took back. */
    boolean isDisputeLost() {
        return dispute != null && dispute.status() == DisputeState.Status.LOST;
    }
}
