package io.holdfast.messaging;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The pauses of a publisher whose messages are refused: twice as long each time, until one is taken. Thread-safe. */
final class PublishRest {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final LongSupplier nanoTime;
    private Duration pause = Duration.ZERO;
    private long end;

    /** @param nanoTime as {@link System#nanoTime()} */
    PublishRest(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Begins a pause, unless there is one already, and returns its length; zero if there is one. */
    synchronized Duration begin() {
        if (isResting()) {
            return Duration.ZERO;
        }
        pause = pause.isZero() ? FIRST : min(pause.multipliedBy(2), LONGEST);
        end = nanoTime.getAsLong() + pause.toNanos();
        return pause;
    }

    /** Forgets about all pauses: a message was taken. */
    synchronized void end() {
        pause = Duration.ZERO;
    }

    synchronized boolean isResting() {
        return !pause.isZero() && nanoTime.getAsLong() - end < 0;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
