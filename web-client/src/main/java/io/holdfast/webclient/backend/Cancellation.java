package io.holdfast.webclient.backend;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What cancelling an event does to its orders.
 *
 * @param state {@code none}, {@code running} or {@code done}
 * @param preview what cancelling now would do
 */
public record Cancellation(
        String eventId, @Nullable String state, @Nullable Preview preview, Progress progress) {

    /** @param refund minor units that go back to the buyers */
    public record Preview(
            long pendingOrders,
            long paidOrders,
            long tickets,
            long refund,
            @Nullable String currency) {}

    /**
     * Orders, by how far they are.
     *
     * @param refunded whose money is to go back
     * @param moneyBack of the refunded, those whose money is back
     * @param remaining neither cancelled nor refunded yet
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

    /** Whether all of that money has come back, too: nothing changes any more. */
    public boolean isSettled() {
        return isDone() && progress.moneyBack() >= progress.refunded();
    }
}
