package io.holdfast.contracts;

/** Something happened to a payment. */
public sealed interface PaymentMessage extends Message
        permits PaymentChallenged,
                PaymentAuthorized,
                PaymentFailed,
                PaymentCaptured,
                PaymentVoided,
                PaymentRefunded,
                PaymentRefundFailed,
                PaymentDisputed {

    PaymentState payment();

    @Override
    default String aggregateId() {
        return payment().id();
    }

    @Override
    default long version() {
        return payment().version();
    }
}
