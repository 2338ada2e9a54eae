package io.holdfast.expiration.timer;

import io.holdfast.contracts.EventMessage;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.OrderMessage;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Service;

/** Which deadlines follow from what orders and events say. */
@Service
class Timers {
    private final TimerStore store;
    private final TimerWatch watch;
    private final Clock clock;

    Timers(TimerStore store, TimerWatch watch, Clock clock) {
        this.store = store;
        this.watch = watch;
        this.clock = clock;
    }

    /** An order that awaits its payment has a hold that runs out; any other has none. */
    void orderChanged(OrderMessage message) {
        OrderState order = message.order();
        if (order.status() == OrderStatus.AWAITING_PAYMENT) {
            schedule(TimerKind.HOLD, order.id(), order.expiresAt(), order.version());
        } else if (order.version() > 1) {
            // An order that began completed was free, and never held anything.
            store.cancel(TimerKind.HOLD, order.id(), order.expiresAt(), order.version(), clock.instant());
        }
    }

    /** A published event closes its sale and ends; any other does neither any more. */
    void eventChanged(EventMessage message) {
        EventState event = message.event();
        Instant salesEnd = event.salesEnd() == null ? event.startsAt() : event.salesEnd();
        if (event.status() == EventStatus.PUBLISHED) {
            schedule(TimerKind.SALES, event.id(), salesEnd, event.version());
            schedule(TimerKind.END, event.id(), event.endsAt(), event.version());
        } else {
            Instant now = clock.instant();
            store.cancel(TimerKind.SALES, event.id(), salesEnd, event.version(), now);
            store.cancel(TimerKind.END, event.id(), event.endsAt(), event.version(), now);
        }
    }

    private void schedule(TimerKind kind, String subjectId, Instant dueAt, long source) {
        if (store.schedule(kind, subjectId, dueAt, source, clock.instant())) {
            watch.expect(new TimerStore.Due(dueAt, kind.timerId(subjectId)));
        }
    }
}
