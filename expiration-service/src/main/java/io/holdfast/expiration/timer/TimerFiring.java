package io.holdfast.expiration.timer;

import io.holdfast.messaging.ClockSkew;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.runtime.ProportionalPause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Fires timers when they are due, round after round. The timers that are due soon are in memory, so that they fire on time even where
 * looking for them in the database takes long. The database is searched nevertheless, for timers that another replica set and did not
 * fire before it stopped.
 */
@Component
class TimerFiring {
    private static final Logger log = LoggerFactory.getLogger(TimerFiring.class);
    private static final int BATCH = 500;
    /** Between two searches, unless the configured pause is longer. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** Between two looks ahead, of which one may have taken long because the database stood still. */
    private static final Duration LONGEST_LOOK_AHEAD_PAUSE = Duration.ofMinutes(10);

    /** Searching may take one part in so many of the database's time. */
    private static final int SHARE = 20;

    private final TimerStore store;
    private final UpcomingTimers upcoming;
    private final OutboxRelay relay;
    private final OrderTraffic traffic;
    /** What a timer that fires too early does cannot be undone: a clock that is ahead must not decide it. */
    private final Clock clock;

    private final TimerProperties properties;

    /** When each kind of work is next due, as {@link System#nanoTime}. Only the loop's thread uses them. */
    private long nextLookAhead = System.nanoTime();

    private long nextSearch = nextLookAhead;

    TimerFiring(
            TimerStore store,
            UpcomingTimers upcoming,
            OutboxRelay timersOutbox,
            OrderTraffic traffic,
            ClockSkew skew,
            TimerProperties properties) {
        this.store = store;
        this.upcoming = upcoming;
        this.relay = timersOutbox;
        this.traffic = traffic;
        this.clock = skew.databaseClock();
        this.properties = properties;
    }

    /**
     * One round: does what is due now.
     *
     * @return how long until something is due again
     */
    Duration round() throws InterruptedException {
        try {
            if (isDue(nextLookAhead)) {
                lookAhead();
            }
            if (isDue(nextSearch)) {
                fireFromDatabase();
            }
            fireFromMemory();
        } catch (RuntimeException e) {
            // What was removed from memory is still due in the database.
            nextSearch = System.nanoTime();
            throw e;
        }
        return untilNext();
    }

    /** Loads the timers that were set before this process started, and those that other replicas set. */
    private void lookAhead() {
        long began = System.nanoTime();
        Instant until = clock.instant().plus(properties.lookAhead());
        upcoming.addAll(store.findWaiting(until, UpcomingTimers.MAX_SIZE));
        nextLookAhead = afterPause(began, properties.lookAhead().dividedBy(2), LONGEST_LOOK_AHEAD_PAUSE);
    }

    private void fireFromDatabase() throws InterruptedException {
        long began = System.nanoTime();
        List<Deadline> due;
        do {
            due = store.findWaiting(clock.instant(), BATCH);
            if (!due.isEmpty()) {
                fire(due.stream().map(Deadline::timerId).toList());
            }
        } while (due.size() == BATCH && !Thread.currentThread().isInterrupted());
        nextSearch = afterPause(began, properties.poll(), LONGEST_PAUSE);
    }

    private static long afterPause(long began, Duration least, Duration most) {
        long ended = System.nanoTime();
        return ended
                + new ProportionalPause(SHARE, least, most)
                        .after(Duration.ofNanos(ended - began))
                        .toNanos();
    }

    private void fireFromMemory() throws InterruptedException {
        Set<String> due = upcoming.removeDue(clock.instant(), BATCH);
        while (!due.isEmpty()) {
            fire(due);
            due = upcoming.removeDue(clock.instant(), BATCH);
        }
    }

    private void fire(Collection<String> ids) throws InterruptedException {
        long began = System.nanoTime();
        List<Timer> fired = store.fire(ids, clock.instant());
        if (!fired.isEmpty()) {
            relay.publishAll(fired);
            log.debug("{} timers fired", fired.size());
        }
        if (ids.size() == BATCH) {
            Thread.sleep(traffic.restAfter(Duration.ofNanos(System.nanoTime() - began)));
        }
    }

    private Duration untilNext() {
        Duration untilSearch = Duration.ofNanos(nextSearch - System.nanoTime());
        return upcoming.next()
                // A whole millisecond more: BSON's dates and the clock are exact to the millisecond.
                .map(due -> Duration.between(clock.instant(), due).plusMillis(1))
                .filter(untilDue -> untilDue.compareTo(untilSearch) < 0)
                .orElse(untilSearch);
    }

    private static boolean isDue(long nanoTime) {
        return System.nanoTime() - nanoTime >= 0;
    }
}
