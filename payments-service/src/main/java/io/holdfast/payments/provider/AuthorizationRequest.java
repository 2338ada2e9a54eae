package io.holdfast.payments.provider;

/**
 * Asks a provider to authorize an amount.
 *
 * @param key the idempotency key: {@code <payment id>-<attempt>}
 * @param amount minor units of {@code currency}
 * @param token stands for the buyer's card
 */
public record AuthorizationRequest(
        String key, String paymentId, String orderId, long amount, String currency, String token) {

    /** Without the token, which must not end up in a log. */
    @Override
    public String toString() {
        return "AuthorizationRequest[" + key + ", " + amount + " " + currency + "]";
    }
}
