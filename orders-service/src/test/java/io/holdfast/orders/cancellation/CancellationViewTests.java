package io.holdfast.orders.cancellation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.orders.cancellation.CancellationView.Preview;
import io.holdfast.orders.cancellation.CancellationView.Progress;
import io.holdfast.orders.cancellation.CancellationView.State;
import io.holdfast.orders.organizer.EventFigures.Figures;
import io.holdfast.orders.organizer.EventFigures.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An organizer is told that a cancellation is done once all orders are over, and what it did to which. */
class CancellationViewTests {

    private static final Group HELD = new Group(OrderStatus.AWAITING_PAYMENT, null, 2, 0, 0, 1000, 0, 0);
    private static final Group PAID = new Group(OrderStatus.COMPLETED, null, 3, 6, 0, 3000, 500, 0);
    private static final Group CANCELLED = new Group(OrderStatus.CANCELLED, "event-cancelled", 5, 0, 0, 2500, 0, 0);
    private static final Group REFUNDED = new Group(OrderStatus.REFUNDED, "event-cancelled", 7, 0, 0, 7000, 7000, 4);
    private static final Group CANCELLED_BEFORE = new Group(OrderStatus.CANCELLED, "buyer", 11, 0, 0, 5500, 0, 0);
    private static final Group REFUNDED_BEFORE = new Group(OrderStatus.REFUNDED, null, 13, 0, 0, 6500, 6500, 13);

    private static CancellationView view(boolean begun, boolean cleared, Group... groups) {
        Figures figures = new Figures(List.of(groups), List.of(), Duration.ofMinutes(1), Instant.EPOCH);
        return CancellationView.of("event1", "EUR", begun, cleared, figures);
    }

    @Test
    void whatItWouldDoIsShownBefore() {
        CancellationView view = view(false, false, HELD, PAID, REFUNDED_BEFORE);
        assertThat(view.state()).isEqualTo(State.NONE);
        assertThat(view.preview()).isEqualTo(new Preview(2, 3, 6, 2500, "EUR"));
        assertThat(view.progress().remaining()).isZero();
    }

    /** None may be left only because none has come yet. */
    @Test
    void itIsNotDoneBeforeAllOrdersWereGoneThrough() {
        assertThat(view(true, false, CANCELLED, REFUNDED).state()).isEqualTo(State.RUNNING);
        assertThat(view(true, true, CANCELLED, REFUNDED).state()).isEqualTo(State.DONE);
    }

    /** Such as one that was granted before, and came after all others were over. */
    @Test
    void itIsNotDoneWhileAnOrderIsLeft() {
        CancellationView view = view(true, true, HELD, PAID, REFUNDED);
        assertThat(view.state()).isEqualTo(State.RUNNING);
        assertThat(view.progress().remaining()).isEqualTo(5);
    }

    @Test
    void whatWasOverBeforeIsNoWorkOfIt() {
        assertThat(view(true, true, CANCELLED, REFUNDED, CANCELLED_BEFORE, REFUNDED_BEFORE)
                        .progress())
                .isEqualTo(new Progress(5, 7, 4, 0));
    }
}
