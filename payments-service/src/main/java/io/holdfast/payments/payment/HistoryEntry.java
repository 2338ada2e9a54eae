package io.holdfast.payments.payment;

import io.holdfast.contracts.PaymentStatus;
import io.holdfast.payments.ledger.Account;
import io.holdfast.payments.ledger.LedgerEntry;
import java.time.Instant;
import java.util.Optional;
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

    /** What the ledger says of it; empty when no money moved. */
    Optional<LedgerEntry> entry(String payment, int step, String currency) {
        return moved == null || amount == null
                ? Optional.empty()
                : Optional.of(LedgerEntry.of(payment, step, at, moved.from, moved.to, amount, currency));
    }

    /** Where money goes. */
    enum Move {
        /** Set aside on the buyer's card. */
        AUTHORIZED(Account.BUYERS, Account.AUTHORIZED),
        /** What was set aside was let go. */
        VOIDED(Account.AUTHORIZED, Account.BUYERS),
        /** What was set aside was taken. */
        CAPTURED(Account.AUTHORIZED, Account.CAPTURED),
        /** Of what was taken, so much was given back. */
        REFUNDED(Account.REFUNDED, Account.BUYERS);

        private final Account from;
        private final Account to;

        Move(Account from, Account to) {
            this.from = from;
            this.to = to;
        }
    }
}
