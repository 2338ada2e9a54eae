package io.holdfast.contracts;

/** Money was given back: a part of it while the payment stays captured, all of it when it is refunded. */
@Subject("payments.refunded")
public record PaymentRefunded(PaymentState payment) implements PaymentMessage {}
