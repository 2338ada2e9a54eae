package io.holdfast.webclient.backend;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The effect of cancelling an event on its orders.
 *
 * @param state {@code none}, {@code running} or {@code done}
 * @param preview the effect of cancelling now
 */
public record Cancellation(
        String eventId, @Nullable String state, @Nullable Preview preview, Progress progress) {

    /** @param refund what the buyers would get back, in minor units */
    public record Preview(
            long pendingOrders,
            long paidOrders,
            long tickets,
            long refund,
            @Nullable String currency) {}

    /**
     * Numbers of orders.
     *
     * @param refunded orders whose buyers get money back
     * @param moneyBack refunded orders whose money the provider has given back
     * @param remaining orders that are neither cancelled nor refunded yet
     */
    public record Progress(long cancelled, long refunded, long moneyBack, long remaining) {

        public long handled() {
            return cancelled + refunded;
        }

        public long all() {
            return handled() + remaining;
        }
    }

    public Cancellation {
        progress = Objects.requireNonNullElseGet(progress, () -> new Progress(0, 0, 0, 0));
    }

    /** Whether every order is cancelled or refunded. */
    public boolean isDone() {
        return "done".equals(state);
    }

    /** Whether the provider has also given all of that money back, so that nothing changes any more. */
    public boolean isSettled() {
        return isDone() && progress.moneyBack() >= progress.refunded();
    }
}
