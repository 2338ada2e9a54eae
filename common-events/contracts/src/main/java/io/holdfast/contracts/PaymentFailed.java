package io.holdfast.contracts;

/** The provider declined the authorization, or refused to capture it. */
@Subject("payments.failed")
public record PaymentFailed(PaymentState payment) implements PaymentMessage {}
