package io.holdfast.payments.payment;

/**
 * One refund, stored before the provider is asked for it. Its bounds are part of the provider's idempotency key, so that the same step is
 * never made twice.
 *
 * @param from what was refunded before, in minor units
 * @param to what is refunded afterwards, in minor units
 */
record RefundStep(long from, long to) {

    long amount() {
        return to - from;
    }
}
