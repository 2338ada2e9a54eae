package io.holdfast.webclient.backend;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A payment that a person has to look at.
 *
 * @param why a stable word for it, such as {@code refund-failed}
 * @param refundFailed minor units of {@code currency}
 * @param left how much of it the buyer is to have in another way, which can be ended then; null if a payments-service of an earlier release
 *     does not tell: what failed
 * @param disputes all about its charge; null if a payments-service of an earlier release names none
 */
public record AttentionPayment(
        String payment,
        String orderId,
        @Nullable String why,
        long refundFailed,
        @Nullable Long left,
        String currency,
        @Nullable List<Dispute> disputes) {

    /** Whether an operator can end it once the buyer has the money in another way. */
    public boolean isEndable() {
        return (left == null ? refundFailed : left) > 0;
    }

    /** How much it is about, in minor units; 0 if that is a dispute only. */
    public long amount() {
        return left == null || left == 0 ? refundFailed : left;
    }

    /** Where it is in the list, for asking for those after it. */
    public String place() {
        return why + ":" + payment;
    }

    /**
     * A dispute about the charge.
     *
     * @param reference the provider's name for it
     * @param amount minor units
     * @param status {@code INQUIRY}, {@code CLOSED}, {@code OPEN}, {@code LOST} or {@code WON}
     * @param answerBy until when it can be answered at the provider; null if there is nothing to answer, or that is not known
     */
    public record Dispute(
            String reference,
            long amount,
            String status,
            @Nullable Instant answerBy) {}
}
