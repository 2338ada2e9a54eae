package io.holdfast.expiration.timer;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventEnded;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.OrderCancelled;
import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderExpired;
import io.holdfast.contracts.OrderPlaced;
import io.holdfast.contracts.OrderProlonged;
import io.holdfast.contracts.OrderRefunded;
import io.holdfast.contracts.OrderSoldBack;
import io.holdfast.messaging.ClockSkew;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.messaging.OutboxRelays;
import io.holdfast.messaging.Subscription;
import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.telemetry.MeterProbe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The messages, the indexes, the background work and the metrics of timers. */
@Configuration(proxyBeanMethods = false)
class TimerConfiguration {
    private static final int MOST_COUNTED = 10_000;

    @Bean
    OutboxRelay timersOutbox(OutboxRelays relays) {
        return relays.forCollection(TimerStore.COLLECTION);
    }

    @Bean
    CollectionIndexes timerIndexes() {
        return CollectionIndexes.of(
                        TimerStore.COLLECTION,
                        CollectionIndexes.partial("due", "due"),
                        new IndexModel(Indexes.ascending("changedAt"), new IndexOptions().name("by-change")))
                .replacing("due_1");
    }

    @Bean
    BackgroundLoop timerLoop(TimerFiring timers) {
        return BackgroundLoop.every(Duration.ofSeconds(1), "timers").runUntilDue(timers::round);
    }

    /** Not in the loop that fires: after a rush a million timers are old within the same hour. */
    @Bean
    BackgroundLoop finishedTimers(TimerStore timers, TimerProperties properties, Clock clock) {
        return BackgroundLoop.every(Duration.ofHours(1), "finished-timers")
                .runInParts(() -> timers.deleteFinished(clock.instant().minus(properties.keep())));
    }

    @Bean
    MeterProbe overdueTimers(TimerStore timers, ClockSkew skew) {
        Clock clock = skew.databaseClock();
        return readings -> {
            Instant now = clock.instant();
            readings.set(
                    "holdfast.deadlines.overdue",
                    "Deadlines that passed and were not acted on, at most " + MOST_COUNTED,
                    timers.countOverdue(now, MOST_COUNTED));
            readings.set(
                    "holdfast.deadlines.overdue.oldest.seconds",
                    "How long ago the first of them passed",
                    timers.firstDue()
                            .map(due -> Math.max(0, Duration.between(due, now).toMillis() / 1000.0))
                            .orElse(0.0));
        };
    }

    @Bean
    Subscription deadlines(TimerScheduler timers) {
        return Subscription.durable("expiration")
                .on(OrderPlaced.class, timers::orderChanged)
                .on(OrderProlonged.class, timers::orderChanged)
                .on(OrderCompleted.class, timers::orderChanged)
                .on(OrderCancelled.class, timers::orderChanged)
                .on(OrderExpired.class, timers::orderChanged)
                .on(OrderSoldBack.class, timers::orderChanged)
                .on(OrderRefunded.class, timers::orderChanged)
                .on(EventPublished.class, timers::eventChanged)
                .on(EventChanged.class, timers::eventChanged)
                .on(EventCancelled.class, timers::eventChanged)
                .on(EventEnded.class, timers::eventChanged)
                .build();
    }
}
