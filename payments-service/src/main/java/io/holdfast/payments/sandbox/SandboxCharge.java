package io.holdfast.payments.sandbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

/**
 * What the sandbox has in its books for one idempotency key.
 *
 * @param id the reference
 * @param key the idempotency key it was asked with
 * @param amount minor units of {@code currency}
 */
public record SandboxCharge(
        @Id String id,
        String key,
        String paymentId,
        String orderId,
        String token,
        long amount,
        String currency,
        Status status,
        Instant authorizedAt,
        @Nullable Instant settledAt) {

    /** Where the money is. */
    public enum Status {
        DECLINED,
        AUTHORIZED,
        CAPTURED,
        VOIDED,
        REFUNDED
    }
}
