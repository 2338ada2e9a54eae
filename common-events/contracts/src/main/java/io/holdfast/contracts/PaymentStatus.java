package io.holdfast.contracts;

/** Where a payment is in its life. */
public enum PaymentStatus {
    /** The intent is recorded; the provider's answer is not known yet. */
    AUTHORIZING,
    AUTHORIZED,
    /** Declined; the buyer may try another card. */
    DECLINED,
    CAPTURED,
    /** Authorized, but the provider refused to capture: nothing was charged. */
    CAPTURE_FAILED,
    VOIDED,
    REFUNDED
}
