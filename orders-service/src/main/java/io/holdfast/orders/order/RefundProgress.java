package io.holdfast.orders.order;

import io.holdfast.contracts.DisputeState;
import org.jspecify.annotations.Nullable;

/**
 * What payments-service has reported about the money of an order, as of its latest message.
 *
 * @param paid how much the provider has paid back, in minor units
 * @param failed how much is due, could not be paid back, and is not being tried again
 * @param dispute the latest dispute about the charge; null if there was none
 * @param uncharged whether the payment was authorized and, as far as reported, not charged yet
 */
record RefundProgress(long paid, long failed, @Nullable DisputeState dispute, boolean uncharged) {

    static final RefundProgress NONE = new RefundProgress(0, 0, null, false);
}
