package io.holdfast.orders.organizer;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * A refund by the organizer.
 *
 * @param amount minor units; null: all that is left, and the order is over
 * @param reason for the buyer to read
 */
record RefundRequest(
        @Nullable @Min(1) Long amount,
        @Nullable @Size(max = 200) String reason) {}
