package io.holdfast.orders.order;

import java.time.Instant;

/**
 * Money that the buyer is to have back.
 *
 * @param id of the request that made it, so that repeating that request does not make another
 * @param amount minor units; zero for a free order that ends
 * @param reason in the organizer's words, or the reason why the order is over
 * @param fingerprint of the request, so that one idempotency key cannot stand for two different refunds
 */
public record Refund(String id, long amount, String reason, Instant at, String fingerprint) {

    /** How many an order has at most, unless all that is left is refunded: they are kept in its document and shown with it. */
    public static final int MOST = 100;
}
