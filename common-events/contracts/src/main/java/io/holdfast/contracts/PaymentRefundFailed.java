package io.holdfast.contracts;

/** Money that was to be given back did not reach the buyer. What was given back is less than before, if that had been reported as done. */
@Subject("payments.refund-failed")
public record PaymentRefundFailed(PaymentState payment) implements PaymentMessage {}
