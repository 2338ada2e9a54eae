package io.holdfast.payments.provider;

import java.util.List;

/** The answer to a call to the provider: where the money is, or that this is not known. */
public sealed interface Answer {

    /**
     * The provider's name for the money.
     *
     * @throws IllegalStateException when this answer does not tell where the money is
     */
    default String reference() {
        throw new IllegalStateException(this + " does not tell where the money is");
    }

    /** Everything refunded so far, in minor units; 0 unless this is {@link Refunded}. */
    default long refunded() {
        return 0;
    }

    /** Refunds that are on their way and may still fail, in minor units. */
    default long refundPending() {
        return 0;
    }

    /** Refunds that did not reach the buyer, in minor units. */
    default long refundFailed() {
        return 0;
    }

    /** All refunds that were ever requested, whatever became of them, in minor units. */
    default long refundRequested() {
        return refunded() + refundPending() + refundFailed();
    }

    /** Whether it tells that the buyer was charged, and with that all refunds that were ever requested. */
    default boolean isCharged() {
        return this instanceof Captured || this instanceof Refunded;
    }

    /** The disputes about the charge. */
    default List<Dispute> disputes() {
        return List.of();
    }

    /** The answer for a charge with these refunds and disputes. */
    static Answer charged(String reference, long refunded, long pending, long failed, List<Dispute> disputes) {
        return refunded + pending + failed == 0
                ? new Captured(reference, disputes)
                : new Refunded(reference, refunded, pending, failed, disputes);
    }

    /**
     * The buyer has not confirmed the payment in the page yet, or has to do it again: nothing is authorized.
     *
     * @param secret with which the buyer's browser may confirm this payment, and nothing else
     * @param challenged whether the buyer's bank is asking the buyer
     */
    record AwaitsBuyer(String reference, String secret, boolean challenged) implements Answer {

        /** Without the secret, which must not end up in a log. */
        @Override
        public String toString() {
            return "AwaitsBuyer[" + reference + (challenged ? ", challenged]" : "]");
        }
    }

    /** The amount is set aside on the buyer's card and can be captured. */
    record Authorized(String reference) implements Answer {}

    /** The buyer was charged, and no refund was requested. */
    record Captured(String reference, List<Dispute> disputes) implements Answer {

        public Captured {
            disputes = List.copyOf(disputes);
        }

        /** Without disputes. */
        public Captured(String reference) {
            this(reference, List.of());
        }
    }

    /** The authorization ended without a charge; it can never be captured. */
    record Voided(String reference) implements Answer {}

    /**
     * The buyer was charged, and refunds were requested.
     *
     * @param refunded everything refunded so far, in minor units: a part of the charge, or the whole of it
     */
    record Refunded(String reference, long refunded, long refundPending, long refundFailed, List<Dispute> disputes)
            implements Answer {

        public Refunded {
            disputes = List.copyOf(disputes);
        }

        /** With refunds that all succeeded, and without disputes. */
        public Refunded(String reference, long refunded) {
            this(reference, refunded, 0, 0, List.of());
        }
    }

    /**
     * The provider refused, for good.
     *
     * @param reason a stable word, such as {@code card-declined}
     */
    record Refused(String reason) implements Answer {}

    /** The call certainly did not reach the provider: it changed nothing. */
    record Unreached(String why) implements Answer {}

    /** The call was made, and its answer is not known: it may have succeeded or may still do so. To be repeated with the same key. */
    record Unknown(String why) implements Answer {}
}
