package io.holdfast.payments.provider;

/**
 * The company that moves the money. Each call may be repeated: the same key never authorizes, captures or refunds twice, and gives the
 * same answer. No call throws because of what the provider or the network did; that is an {@link Answer}.
 */
public interface PaymentProvider {

    /** Whether {@code token} has a form that this provider could know. Makes no call. */
    boolean accepts(String token);

    /** Whether buyers can confirm payments in the page, see {@link #open}. Makes no call. */
    boolean opensPayments();

    /**
     * Opens a payment that the buyer confirms in the page, with a card that only the provider sees. {@code AwaitsBuyer}, {@code Refused},
     * or where the money of this key is by now. Not to be called unless {@link #opensPayments}.
     *
     * @param request its token is not used
     */
    Answer open(AuthorizationRequest request);

    /** Authorizes an amount. {@code Authorized}, {@code Refused}, or where the money of this key is by now. */
    Answer authorize(AuthorizationRequest request);

    /** Captures an authorized amount. {@code Refused} means that it can never be captured. */
    Answer capture(String reference, String key);

    /** Voids an authorization, or ends a payment that awaits its buyer. {@code Captured} means that it is too late for that. */
    Answer cancel(String reference, String key);

    /**
     * Refunds a part of what was captured, or all of it, if so much is left. Answers where the money is after that: {@code Refunded}
     * with everything refunded so far, which does not include this amount if it was refused, is pending, or failed.
     *
     * @param amount minor units of {@code currency}, in which the charge was made
     */
    Answer refund(String reference, long amount, String currency, String key);

    /** Where the money is now. Changes nothing. */
    Answer lookUp(String reference);
}
