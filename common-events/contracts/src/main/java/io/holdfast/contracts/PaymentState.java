package io.holdfast.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The public state of a payment.
 *
 * @param amount minor units of {@code currency}
 * @param authorizedAt when the provider authorized it; null before that
 * @param refunded what was given back so far, in minor units: it only grows, up to the amount
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
        long version) {}
