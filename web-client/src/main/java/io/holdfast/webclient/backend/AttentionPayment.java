package io.holdfast.webclient.backend;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A payment that a person has to look at.
 *
 * @param why a stable word for it, such as {@code refund-failed}
 * @param refundFailed minor units of {@code currency}
 * @param disputes all about its charge; null if a payments-service of an earlier release names none
 */
public record AttentionPayment(
        String payment,
        String orderId,
        @Nullable String why,
        long refundFailed,
        String currency,
        @Nullable List<Dispute> disputes) {

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
