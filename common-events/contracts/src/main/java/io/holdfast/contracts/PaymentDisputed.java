package io.holdfast.contracts;

/** The buyer's bank disputed the charge, or the dispute went on or ended. */
@Subject("payments.disputed")
public record PaymentDisputed(PaymentState payment) implements PaymentMessage {}
