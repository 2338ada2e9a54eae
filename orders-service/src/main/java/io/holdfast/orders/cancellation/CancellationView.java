package io.holdfast.orders.cancellation;

import com.fasterxml.jackson.annotation.JsonValue;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.orders.organizer.EventFigures.Figures;
import io.holdfast.orders.organizer.EventFigures.Group;
import java.util.Locale;

/** How far the cancellation of an event is, and what it would do. */
record CancellationView(String eventId, State state, Preview preview, Progress progress) {

    private static final String EVENT_CANCELLED = "event-cancelled";

    enum State {
        /** The event was not cancelled. */
        NONE,
        RUNNING,
        /** All orders are over; money may still be on its way. */
        DONE;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What cancelling now would do.
     *
     * @param tickets that would no longer be valid
     * @param refund minor units that buyers would get back
     */
    record Preview(long pendingOrders, long paidOrders, long tickets, long refund, String currency) {}

    /**
     * Orders by what the cancellation did to them.
     *
     * @param moneyBack how many of the refunded ones have their money back
     */
    record Progress(long cancelled, long refunded, long moneyBack, long remaining) {}

    /** @param cleared whether all orders there were have been gone through */
    static CancellationView of(String eventId, String currency, boolean begun, boolean cleared, Figures figures) {
        long pending = figures.sum(group -> group.status() == OrderStatus.AWAITING_PAYMENT, Group::orders);
        long paid = figures.sum(CancellationView::isPaid, Group::orders);
        Preview preview = new Preview(
                pending,
                paid,
                figures.sum(CancellationView::isPaid, Group::tickets),
                figures.sum(CancellationView::isPaid, group -> group.total() - group.refundDue()),
                currency);
        Progress progress = new Progress(
                figures.sum(group -> isEnded(group, OrderStatus.CANCELLED), Group::orders),
                figures.sum(group -> isEnded(group, OrderStatus.REFUNDED), Group::orders),
                figures.sum(group -> isEnded(group, OrderStatus.REFUNDED), Group::ordersPaidBack),
                begun ? pending + paid : 0);
        State state = !begun ? State.NONE : cleared && progress.remaining() == 0 ? State.DONE : State.RUNNING;
        return new CancellationView(eventId, state, preview, progress);
    }

    private static boolean isPaid(Group group) {
        return group.status() == OrderStatus.COMPLETED;
    }

    private static boolean isEnded(Group group, OrderStatus status) {
        return group.status() == status && EVENT_CANCELLED.equals(group.reason());
    }
}
