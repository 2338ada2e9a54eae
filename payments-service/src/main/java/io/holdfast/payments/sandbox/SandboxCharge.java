package io.holdfast.payments.sandbox;

import io.holdfast.payments.provider.Dispute;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;

/**
 * A charge of the sandbox; there is one for each idempotency key.
 *
 * @param id the reference
 * @param key the idempotency key of the authorization
 * @param amount minor units of {@code currency}
 * @param captured 0, or the amount
 * @param refunded how much of that was refunded: the sum of {@code refunds}, less what is pending or failed
 * @param refunds amounts by idempotency key
 * @param pending refunds that are not decided yet; null for none
 * @param failed refunds that did not reach the buyer; null for none
 * @param dispute null if there was none
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
        @Nullable Long pending,
        @Nullable Long failed,
        @Nullable Dispute dispute,
        Instant authorizedAt,
        @Nullable Instant settledAt) {

    public SandboxCharge {
        refunds = Map.copyOf(refunds);
    }

    /** After it was captured or voided. */
    SandboxCharge ended(Status to, long capturedNow, Instant at) {
        return new SandboxCharge(
                id,
                key,
                paymentId,
                orderId,
                token,
                amount,
                currency,
                to,
                capturedNow,
                refunded,
                refunds,
                pending,
                failed,
                dispute,
                authorizedAt,
                at);
    }

    long pendingNow() {
        return pending == null ? 0 : pending;
    }

    long failedNow() {
        return failed == null ? 0 : failed;
    }

    /** Where the money is. */
    public enum Status {
        DECLINED,
        AUTHORIZED,
        /** A part of it may have been refunded. */
        CAPTURED,
        VOIDED,
        /** All of it was refunded. */
        REFUNDED
    }
}
