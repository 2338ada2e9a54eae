package io.holdfast.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The public state of a payment.
 *
 * @param amount minor units of {@code currency}
 * @param authorizedAt when the provider authorized it; null before that
 * @param refunded what was given back so far, in minor units: up to the amount. It only grows, except when a refund
 *     that was reported as done fails later; so consumers keep what the message with the highest version has
 * @param refundFailed how much is due to the buyer, could not be given back, and is not being tried again, in minor units; null for
 *     nothing
 * @param refundEnded how much of what could not be given back the buyer has in another way, in minor units, as an operator says; null for
 *     nothing
 * @param dispute what the charge is disputed by: a dispute that is lost, else one that is open, else the latest; null if there was none
 * @param disputes all of them, each with its latest status, if there are several; null otherwise
 * @param failure a stable word for why it failed, such as {@code card-declined}; null when it did not
 */
public record PaymentState(
        String id,
        String orderId,
        String buyerId,
        PaymentStatus status,
        long amount,
        String currency,
        @Nullable Instant authorizedAt,
        @Nullable String failure,
        long refunded,
        @Nullable Long refundFailed,
        @Nullable Long refundEnded,
        @Nullable DisputeState dispute,
        @Nullable List<DisputeState> disputes,
        long version) {

    /** A payment with one dispute at most, of which no failed refund was ended. */
    public PaymentState(
            String id,
            String orderId,
            String buyerId,
            PaymentStatus status,
            long amount,
            String currency,
            @Nullable Instant authorizedAt,
            @Nullable String failure,
            long refunded,
            @Nullable Long refundFailed,
            @Nullable DisputeState dispute,
            long version) {
        this(
                id,
                orderId,
                buyerId,
                status,
                amount,
                currency,
                authorizedAt,
                failure,
                refunded,
                refundFailed,
                null,
                dispute,
                null,
                version);
    }

    /** A payment without failed refunds and disputes. */
    public PaymentState(
            String id,
            String orderId,
            String buyerId,
            PaymentStatus status,
            long amount,
            String currency,
            @Nullable Instant authorizedAt,
            @Nullable String failure,
            long refunded,
            long version) {
        this(
                id,
                orderId,
                buyerId,
                status,
                amount,
                currency,
                authorizedAt,
                failure,
                refunded,
                null,
                null,
                null,
                null,
                version);
    }
}
