package io.holdfast.payments.payment;

/**
 * The provider's idempotency keys of one attempt.
 *
 * @param authorize {@code <payment>-<attempt>}
 */
record ProviderKeys(String authorize) {

    static ProviderKeys of(String paymentId, int attempt) {
        return new ProviderKeys(paymentId + "-" + attempt);
    }

    String capture() {
        return authorize + "-capture";
    }

    String cancel() {
        return authorize + "-void";
    }

    String refund(RefundStep step) {
        return authorize + "-refund-" + step.from() + "-" + step.to();
    }
}
