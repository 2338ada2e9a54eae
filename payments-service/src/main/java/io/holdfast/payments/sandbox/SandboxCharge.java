package io.holdfast.payments.sandbox;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

/**
 * What the sandbox has in its books for one idempotency key.
 *
 * @param id the reference
 * @param key the idempotency key it was asked with
 * @param amount minor units of {@code currency}
 * @param captured what was taken: nothing, or the amount
 * @param refunded what of that was given back, the sum of {@code refunds}
 * @param refunds what was given back, by idempotency key
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
        long captured,
        long refunded,
        Map<String, Long> refunds,
        Instant authorizedAt,
        @Nullable Instant settledAt) {

    public SandboxCharge {
        refunds = Map.copyOf(refunds);
    }

    /** Where the money is. */
    public enum Status {
        DECLINED,
        AUTHORIZED,
        /** Taken; a part of it may have been given back. */
        CAPTURED,
        VOIDED,
        /** Taken, and all of it given back. */
        REFUNDED
    }
}
