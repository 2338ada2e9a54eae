package io.holdfast.payments.provider;

/**
 * Whoever moves the money. Each call may be repeated: the same key never sets aside, takes or gives back twice, and
 * gives the same answer. No call throws because of what the provider or the network did; that is an {@link Answer}.
 */
public interface PaymentProvider {

    /** Whether {@code token} has a form this provider could know. Asks nobody. */
    boolean accepts(String token);

    /** Sets an amount aside. {@code Authorized}, {@code Refused}, or where the money of this key went since. */
    Answer authorize(AuthorizationRequest request);

    /** Charges what was set aside. {@code Refused} means that it never will be. */
    Answer capture(String reference, String key);

    /** Gives back what was set aside. {@code Captured} means that it is too late for that. */
    Answer cancel(String reference, String key);

    /**
     * Gives back a part of what was charged, or all of it, if so much is left. Answers where the money is after that:
     * {@code Refunded} with everything that is back, which does not include this amount when it was refused.
     *
     * @param amount minor units
     */
    Answer refund(String reference, long amount, String key);

    /** Where the money is now; changes nothing. */
    Answer look(String reference);
}
