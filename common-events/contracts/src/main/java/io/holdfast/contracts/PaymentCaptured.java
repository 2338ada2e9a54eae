package io.holdfast.contracts;

/** The buyer was charged. */
@Subject("payments.captured")
public record PaymentCaptured(PaymentState payment) implements PaymentMessage {}
