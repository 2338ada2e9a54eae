package io.holdfast.payments.provider;

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

    /** The amount is set aside on the buyer's card and can be captured. */
    record Authorized(String reference) implements Answer {}

    /** The buyer was charged, and nothing was refunded. */
    record Captured(String reference) implements Answer {}

    /** The authorization ended without a charge; it can never be captured. */
    record Voided(String reference) implements Answer {}

    /**
     * The buyer was charged, and money was refunded.
     *
     * @param refunded everything refunded so far, in minor units: a part of the charge, or the whole of it
     */
    record Refunded(String reference, long refunded) implements Answer {}

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
