package io.holdfast.payments.payment;

import io.holdfast.contracts.PaymentStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A step in a payment's life, for people.
 *
 * @param failure a stable word for what went wrong; null when nothing did
 */
record HistoryEntry(
        Instant at,
        PaymentStatus status,
        int attempt,
        @Nullable String failure) {}
