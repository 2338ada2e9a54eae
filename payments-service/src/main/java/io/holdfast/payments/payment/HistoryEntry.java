package io.holdfast.payments.payment;

import io.holdfast.contracts.PaymentStatus;
import io.holdfast.payments.ledger.Account;
import io.holdfast.payments.ledger.LedgerEntry;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A step in a payment's history.
 *
 * @param failure a stable word for what went wrong; null when nothing did
 * @param moved how money moved in this step; null when none did
 * @param amount how much of it, in minor units; null when none did
 */
record HistoryEntry(
        Instant at,
        PaymentStatus status,
        int attempt,
        @Nullable String failure,
        @Nullable Move moved,
        @Nullable Long amount) {

    /**
     * What a step is about.
     *
     * @param failure a stable word for what went wrong; null when nothing did
     * @param moved how money moved; null when none did
     * @param amount how much of it, in minor units; 0 when none did
     */
    record Change(@Nullable String failure, @Nullable Move moved, long amount) {

        /** Of which a person has to know, while no money moves. */
        static Change of(String failure) {
            return new Change(failure, null, 0);
        }
    }

    static HistoryEntry of(Change change, Instant at, PaymentStatus status, int attempt) {
        Long amount = change.moved() == null ? null : Long.valueOf(change.amount());
        return new HistoryEntry(at, status, attempt, change.failure(), change.moved(), amount);
    }

    /** The ledger entry of this step; empty when no money moved. */
    Optional<LedgerEntry> ledgerEntry(String paymentId, int index, String currency) {
        return moved == null || amount == null
                ? Optional.empty()
                : Optional.of(LedgerEntry.of(paymentId, index, at, moved.from, moved.to, amount, currency));
    }

    /** How money moves. */
    enum Move {
        /** Authorized: set aside on the buyer's card. */
        AUTHORIZED(Account.BUYERS, Account.AUTHORIZED),
        /** The authorization ended without a charge. */
        VOIDED(Account.AUTHORIZED, Account.BUYERS),
        /** The authorized amount was charged. */
        CAPTURED(Account.AUTHORIZED, Account.CAPTURED),
        /** A part of the charge, or all of it, was refunded. */
        REFUNDED(Account.REFUNDED, Account.BUYERS),
        /** A refund that was recorded did not reach the buyer. */
        REFUND_FAILED(Account.BUYERS, Account.REFUNDED),
        /** The buyer's bank took money back because of a dispute. */
        DISPUTED(Account.DISPUTED, Account.BUYERS),
        /** The buyer's bank returned it. */
        REINSTATED(Account.BUYERS, Account.DISPUTED);

        private final Account from;
        private final Account to;

        Move(Account from, Account to) {
            this.from = from;
            this.to = to;
        }

        /** Whether it tells what became of the authorized amount. */
        boolean isOfAuthorization() {
            return this == AUTHORIZED || this == VOIDED || this == CAPTURED;
        }
    }
}
