package io.holdfast.payments.payment;

/** What a payment does with an answer of the provider. */
enum Reaction {
    /** Nothing. */
    IGNORE,
    /** Repeat the call after a pause. */
    RETRY,
    /** The buyer is to confirm the payment, or the bank asks: look again later. */
    AWAIT_BUYER,
    /** The amount is authorized: wait for the order. */
    AUTHORIZE,
    /** The attempt failed, and nothing is authorized. */
    DECLINE,
    /** Whether the amount is authorized is not known: find out, and cancel it. */
    RELEASE,
    /** The amount of a released attempt is authorized: cancel it. */
    CANCEL,
    /** The buyer is charged. */
    CAPTURE,
    /** The provider refused to capture: void the authorization. */
    FAIL_CAPTURE,
    /** The authorization ended before it was captured. */
    LAPSE,
    /** The authorization is void. */
    VOID,
    /** Record what was refunded, is pending, or has failed. */
    REFUND,
    /** The charge is disputed and cannot be refunded: leave it to a person. */
    STOP_REFUND,
    /** Record that everything was refunded. */
    REFUND_ALL,
    /** Nothing is left to reverse. */
    CLOSE,
    /** The amount is authorized though the payment failed: void it. */
    REVERSE_AUTHORIZATION,
    /** The buyer is charged though the payment failed: refund all of it. */
    REVERSE_CHARGE
}
