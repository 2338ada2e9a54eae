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
        String key = authorize + "-refund-" + step.from() + "-" + step.to();
        return step.disputes() == null ? key : key + "-after-dispute-" + step.disputes();
    }
}
