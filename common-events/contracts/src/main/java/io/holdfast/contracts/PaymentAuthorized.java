package io.holdfast.contracts;

/** The provider set the amount aside; nothing is charged until the order is completed. */
@Subject("payments.authorized")
public record PaymentAuthorized(PaymentState payment) implements PaymentMessage {}
