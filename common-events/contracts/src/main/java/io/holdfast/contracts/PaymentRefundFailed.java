package io.holdfast.contracts;

/**
 * Money that was to be given back did not reach the buyer, or has reached the buyer in another way. What was given back is less than before
 * if that had been reported as done.
 */
@Subject("payments.refund-failed")
public record PaymentRefundFailed(PaymentState payment) implements PaymentMessage {}
