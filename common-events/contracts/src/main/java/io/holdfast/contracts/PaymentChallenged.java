package io.holdfast.contracts;

import java.time.Instant;

/**
 * The buyer's bank asks the buyer to confirm the payment. Nothing is authorized yet, and may never be.
 *
 * @param challengedAt when payments-service learned that the bank asks
 */
@Subject("payments.challenged")
public record PaymentChallenged(PaymentState payment, Instant challengedAt) implements PaymentMessage {}
