package io.holdfast.payments.provider;

/** What is known after asking the provider: where the money is, or that it is not known. */
public sealed interface Answer {

    /** The amount is set aside and can be captured. */
    record Authorized(String reference) implements Answer {}

    /** The buyer was charged, and nothing of it was given back. */
    record Captured(String reference) implements Answer {}

    /** What was set aside was given back; it can never be captured any more. */
    record Voided(String reference) implements Answer {}

    /**
     * Money was given back after it had been charged.
     *
     * @param amount all that was given back so far, in minor units: a part of the charge, or the whole of it
     */
    record Refunded(String reference, long amount) implements Answer {}

    /**
     * The provider said no, for good.
     *
     * @param reason a stable word, such as {@code card-declined}
     */
    record Refused(String reason) implements Answer {}

    /** The provider was certainly not reached by this call: it changed nothing. */
    record Unreached(String why) implements Answer {}

    /** Asked, and not answered: it may have happened or may still happen. Ask again with the same key. */
    record Unknown(String why) implements Answer {}
}
