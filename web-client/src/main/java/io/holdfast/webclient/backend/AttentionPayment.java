package io.holdfast.webclient.backend;

import org.jspecify.annotations.Nullable;

/**
 * A payment that a person has to look at.
 *
 * @param why {@code refund-failed} or {@code disputed}
 * @param refundFailed minor units of {@code currency}
 */
public record AttentionPayment(
        String payment, String orderId, @Nullable String why, long refundFailed, String currency) {}
