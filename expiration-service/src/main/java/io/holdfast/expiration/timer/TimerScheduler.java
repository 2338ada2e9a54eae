package io.holdfast.expiration.timer;

import io.holdfast.contracts.EventMessage;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.OrderMessage;
import io.holdfast.contracts.OrderPlaced;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.ClockSkew;
import io.holdfast.runtime.BackgroundLoop;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Service;

/** Sets and cancels timers as the messages of orders and events require. */
@Service
class TimerScheduler {
    private final TimerStore store;
    private final UpcomingTimers upcoming;
    private final OrderTraffic traffic;
    private final BackgroundLoop timerLoop;
    private final TimerProperties properties;
    private final Clock clock;

    TimerScheduler(
            TimerStore store,
            UpcomingTimers upcoming,
            OrderTraffic traffic,
            BackgroundLoop timerLoop,
            TimerProperties properties,
            ClockSkew skew) {
        this.store = store;
        this.upcoming = upcoming;
        this.traffic = traffic;
        this.timerLoop = timerLoop;
        this.properties = properties;
        this.clock = skew.databaseClock();
    }

    /** An order that awaits its payment has a hold that expires; any other has none. */
    void orderChanged(OrderMessage message) {
        OrderState order = message.order();
        if (order.status() == OrderStatus.AWAITING_PAYMENT) {
            if (message instanceof OrderPlaced) {
                traffic.placed();
            }
            schedule(TimerKind.HOLD, order.id(), order.expiresAt(), order.version());
        } else if (order.version() > 1) {
            // An order that was completed from the start was free, and never had a hold.
            store.cancel(TimerKind.HOLD, order.id(), order.expiresAt(), order.version(), clock.instant());
        }
    }

    /** A published event closes its sales and ends; any other does neither any more. */
    void eventChanged(EventMessage message) {
        EventState event = message.event();
        Instant salesEnd = event.salesClose();
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
        Instant now = clock.instant();
        if (store.schedule(kind, subjectId, dueAt, source, now)
                && !dueAt.isAfter(now.plus(properties.lookAhead()))
                && upcoming.add(new Deadline(dueAt, kind.timerId(subjectId)))) {
            timerLoop.wake();
        }
    }
}
