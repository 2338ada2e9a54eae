package io.holdfast.payments.payment;

import io.holdfast.contracts.PaymentStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A step in a payment's life: for people, and for the ledger, which is derived from it.
 *
 * @param failure a stable word for what went wrong; null when nothing did
 * @param moved where money went with this step; null when none did
 * @param amount how much of it, in minor units; null when none did
 */
record HistoryEntry(
        Instant at,
        PaymentStatus status,
        int attempt,
        @Nullable String failure,
        @Nullable Move moved,
        @Nullable Long amount) {

    /** Where money goes. */
    enum Move {
        /** Set aside on the buyer's card. */
        AUTHORIZED,
        /** What was set aside was let go. */
        VOIDED,
        /** What was set aside was taken. */
        CAPTURED,
        /** Of what was taken, so much was given back. */
        REFUNDED
    }
}
