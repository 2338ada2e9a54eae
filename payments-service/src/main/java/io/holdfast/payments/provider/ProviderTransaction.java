package io.holdfast.payments.provider;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One transaction in the provider's books. Amounts that reach the seller are positive, amounts that leave are negative.
 *
 * @param id of the transaction: the same one always has the same
 * @param reference of the charge that it is about, or of the payout; null if it is about none
 * @param paymentId the payment that it is about, if the provider tells; null otherwise
 * @param amount minor units of {@code currency}, in which the buyer was charged
 * @param settled what that is in the currency of the seller's account, in minor units of {@code settledCurrency}
 * @param fee what the provider keeps of {@code settled}; negative when it gives a fee back
 */
public record ProviderTransaction(
        String id,
        Kind kind,
        Instant at,
        @Nullable String reference,
        @Nullable String paymentId,
        long amount,
        String currency,
        long settled,
        long fee,
        String settledCurrency) {

    /** What it is about. */
    public enum Kind {
        CHARGE,
        REFUND,
        /** A refund that did not reach the buyer came back. */
        REFUND_FAILURE,
        /** The buyer's bank took money back. */
        DISPUTE,
        /** The buyer's bank returned it. */
        DISPUTE_REVERSAL,
        /** To the seller's bank account. */
        PAYOUT,
        /** A payout that did not arrive came back. */
        PAYOUT_REVERSAL,
        /** Such as a fee for the account. */
        OTHER;

        /** Whether the ledger has a step for it. */
        public boolean isOfPayment() {
            return switch (this) {
                case CHARGE, REFUND, REFUND_FAILURE, DISPUTE, DISPUTE_REVERSAL -> true;
                case PAYOUT, PAYOUT_REVERSAL, OTHER -> false;
            };
        }
    }

    /** What is left of it for the seller. */
    public long net() {
        return settled - fee;
    }

    /** The payment that it belongs to; if the provider names none, the charge, or only itself. */
    public String belongsTo() {
        if (paymentId != null) {
            return paymentId;
        }
        return reference == null ? id : reference;
    }

    /** The same, about this payment. */
    public ProviderTransaction of(@Nullable String payment) {
        return new ProviderTransaction(
                id, kind, at, reference, payment, amount, currency, settled, fee, settledCurrency);
    }
}
