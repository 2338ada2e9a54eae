package io.holdfast.runtime;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How work in the background yields to requests: while there are any, it rests four times as long as it worked, so that it gets a small
 * part of the time. Thread-safe.
 */
public final class YieldingRest {

    private static final int TIMES = 4;

    /** There are requests if the last one came no longer ago than this. */
    private static final long RECENT = Duration.ofSeconds(1).toNanos();

    private final ProportionalPause rest;
    private final LongSupplier nanoTime;
    private volatile long lastRequest;

    /** @param longest no rest is longer */
    public YieldingRest(Duration longest) {
        this(longest, System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime()} */
    public YieldingRest(Duration longest, LongSupplier nanoTime) {
        this.rest = new ProportionalPause(TIMES, Duration.ZERO, longest);
        this.nanoTime = nanoTime;
        this.lastRequest = nanoTime.getAsLong() - RECENT;
    }

    /** A request came. */
    public void requested() {
        lastRequest = nanoTime.getAsLong();
    }

    /** How long to rest after work that took so long; zero while there are no requests. */
    public Duration after(Duration work) {
        if (nanoTime.getAsLong() - lastRequest >= RECENT) {
            return Duration.ZERO;
        }
        return rest.after(work);
    }
}
