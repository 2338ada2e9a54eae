package io.holdfast.payments.settlement;

/**
 * A difference between the ledger and the provider's books about one payment.
 *
 * @param of whether it is about what was charged, refunded or disputed
 * @param ledger what the ledger has, in minor units: what reaches the seller is positive, what leaves is negative
 * @param provider what the provider's books have, likewise
 */
record Difference(Side of, What what, long ledger, long provider) {

    /** What is compared by itself. */
    enum Side {
        CHARGE,
        REFUND,
        DISPUTE
    }

    /** How the two differ. */
    enum What {
        /** In the ledger, and not at the provider. */
        MISSING_AT_PROVIDER,
        /** At the provider, and not in the ledger. */
        MISSING_IN_LEDGER,
        /** In both, with different amounts. */
        AMOUNTS_DIFFER
    }
}
