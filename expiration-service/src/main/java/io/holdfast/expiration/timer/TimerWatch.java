package io.holdfast.expiration.timer;

import io.holdfast.expiration.timer.TimerStore.Due;
import io.holdfast.messaging.OutboxRelay;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Fires timers when they are due. Those due soon wait in memory, so that they are on time even where the database takes
 * long to look for them; it is asked nevertheless, for those that another replica set and did not live to fire.
 */
@Component
class TimerWatch implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(TimerWatch.class);
    private static final int BATCH = 500;
    private static final int MOST_IN_MEMORY = 100_000;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration FORGET_EVERY = Duration.ofHours(1);

    /** Looking may take one part in so many of the database's time. */
    private static final int SHARE = 20;

    private final TimerStore store;
    private final OutboxRelay relay;
    private final Clock clock;
    private final TimerProperties properties;

    private final ReentrantLock lock = new ReentrantLock();
    private final Semaphore sooner = new Semaphore(0);
    private final PriorityQueue<Due> soon = new PriorityQueue<>(Comparator.comparing(Due::at));
    private volatile boolean running;
    private @Nullable Thread thread;

    TimerWatch(TimerStore store, OutboxRelay timersOutbox, Clock clock, TimerProperties properties) {
        this.store = store;
        this.relay = timersOutbox;
        this.clock = clock;
        this.properties = properties;
    }

    /** Takes note of a timer that was just set. */
    void expect(Due due) {
        if (due.at().isAfter(clock.instant().plus(properties.lookAhead()))) {
            return;
        }
        lock.lock();
        try {
            if (soon.size() < MOST_IN_MEMORY) {
                soon.add(due);
                if (due.equals(soon.peek())) {
                    sooner.release();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        store.createIndexes();
        running = true;
        thread = Thread.ofVirtual().name("timers").start(this::watch);
    }

    @Override
    public void stop() {
        running = false;
        Thread watching = thread;
        if (watching != null) {
            watching.interrupt();
            try {
                watching.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Indexes are there before the first message is handled. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 5_000;
    }

    private void watch() {
        long nextPoll = System.nanoTime();
        long nextLookAhead = nextPoll;
        long nextForgetting = nextPoll + FORGET_EVERY.toNanos();
        while (running) {
            try {
                if (System.nanoTime() - nextLookAhead >= 0) {
                    long began = System.nanoTime();
                    lookAhead();
                    nextLookAhead = System.nanoTime()
                            + Math.max(
                                    properties.lookAhead().dividedBy(2).toNanos(), SHARE * (System.nanoTime() - began));
                }
                if (System.nanoTime() - nextPoll >= 0) {
                    long began = System.nanoTime();
                    fireFromDatabase();
                    nextPoll = System.nanoTime()
                            + Math.clamp(
                                    SHARE * (System.nanoTime() - began),
                                    properties.poll().toNanos(),
                                    LONGEST_PAUSE.toNanos());
                }
                if (System.nanoTime() - nextForgetting >= 0) {
                    store.forget(clock.instant().minus(properties.keep()));
                    nextForgetting = System.nanoTime() + FORGET_EVERY.toNanos();
                }
                for (Set<String> due = takeDue(); !due.isEmpty(); due = takeDue()) {
                    fire(due);
                }
                awaitNext(nextPoll);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!running) {
                    return;
                }
                // What was taken from memory is still due in the database.
                log.warn("Timers cannot be watched now: {}", e.toString());
                nextPoll = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
            }
        }
    }

    private void fireFromDatabase() {
        List<Due> due;
        do {
            due = store.waiting(clock.instant(), BATCH);
            if (!due.isEmpty()) {
                fire(due.stream().map(Due::id).toList());
            }
        } while (due.size() == BATCH && running);
    }

    private void fire(Collection<String> ids) {
        List<Timer> fired = store.fire(ids, clock.instant());
        if (!fired.isEmpty()) {
            relay.publishAll(fired);
            log.debug("{} timers fired", fired.size());
        }
    }

    private Set<String> takeDue() {
        Instant now = clock.instant();
        Set<String> due = new LinkedHashSet<>();
        lock.lock();
        try {
            for (Due next = soon.peek();
                    next != null && !next.at().isAfter(now) && due.size() < BATCH;
                    next = soon.peek()) {
                soon.remove();
                due.add(next.id());
            }
        } finally {
            lock.unlock();
        }
        return due;
    }

    private void awaitNext(long nextPoll) throws InterruptedException {
        long patience = nextPoll - System.nanoTime();
        Due next = next();
        if (next != null) {
            // A whole millisecond more: BSON's dates and the clock know nothing shorter.
            long untilDue = Duration.between(clock.instant(), next.at()).toMillis() + 1;
            patience = Math.min(patience, TimeUnit.MILLISECONDS.toNanos(untilDue));
        }
        if (sooner.tryAcquire(patience, TimeUnit.NANOSECONDS)) {
            sooner.drainPermits();
        }
    }

    private @Nullable Due next() {
        lock.lock();
        try {
            return soon.peek();
        } finally {
            lock.unlock();
        }
    }

    /** Those set before this process began, and by other replicas; firing asks the database anyway, so one too many is harmless. */
    private void lookAhead() {
        Instant until = clock.instant().plus(properties.lookAhead());
        Set<Due> found = new LinkedHashSet<>(store.waiting(until, MOST_IN_MEMORY));
        lock.lock();
        try {
            found.addAll(soon);
            soon.clear();
            soon.addAll(found);
        } finally {
            lock.unlock();
        }
    }
}
