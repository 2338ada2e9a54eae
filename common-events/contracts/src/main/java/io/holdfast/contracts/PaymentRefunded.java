package io.holdfast.contracts;

/** The buyer got the whole amount back. */
@Subject("payments.refunded")
public record PaymentRefunded(PaymentState payment) implements PaymentMessage {}
