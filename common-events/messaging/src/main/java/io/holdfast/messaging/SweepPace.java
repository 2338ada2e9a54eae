package io.holdfast.messaging;

import io.holdfast.runtime.ProportionalPause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;

/**
 * How long to pause between two sweeps. Where indexes are not used each of them takes long, and so they are made less often. Two
 * that took long among quick ones say nothing about the next: the process or the database was stopped for a moment.
 */
final class SweepPace {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** A sweep takes one part in so many of the time. */
    private static final int SHARE = 50;

    /** So many sweeps in a row have to take long. */
    private static final int LOOKED_AT = 3;

    private final ProportionalPause pause;
    private final Deque<Duration> latest = new ArrayDeque<>();

    /** @param least pause between two sweeps */
    SweepPace(Duration least) {
        this.pause = new ProportionalPause(SHARE, least, LONGEST_PAUSE);
    }

    /** The pause after a sweep that took so long. */
    Duration pauseAfter(Duration sweep) {
        latest.addLast(sweep);
        if (latest.size() < LOOKED_AT) {
            return pause.least();
        }
        Duration shortest = Collections.min(latest);
        latest.removeFirst();
        return pause.after(shortest);
    }
}
