package io.holdfast.contracts;

/** An authorization was given back; the buyer was never charged. */
@Subject("payments.voided")
public record PaymentVoided(PaymentState payment) implements PaymentMessage {}
