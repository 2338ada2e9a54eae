package io.holdfast.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The public state of a payment.
 *
 * @param amount minor units of {@code currency}
 * @param authorizedAt when the provider authorized it; null before that
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
        long version) {}
