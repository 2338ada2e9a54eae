package io.holdfast.payments.payment;

import io.holdfast.telemetry.LogContext;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be done for a payment, kept in its document until it is done.
 *
 * @param dueAt when somebody may take it up; until then it waits, or somebody is at it
 * @param tries how often it was taken up again
 * @param refund what is to be given back; null unless that is the work
 * @param trace W3C {@code traceparent} of what it was written down for: who takes it up later goes on with that
 */
record Work(
        Kind kind,
        Instant dueAt,
        int tries,
        @Nullable Refund refund,
        @Nullable String trace) {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    enum Kind {
        /** Learn the provider's answer to the current attempt. */
        AUTHORIZE,
        /** Learn it, and give back what was set aside: the buyer was told that it did not work. */
        RELEASE,
        /** Wait for what becomes of the order. */
        DECIDE,
        /** Charge: the order is completed. */
        CAPTURE,
        /** Give back what was set aside: the order came to nothing. */
        VOID,
        /** Give back what was charged, or a part of it. */
        REFUND;

        boolean needsProvider() {
            return this != DECIDE;
        }
    }

    /**
     * A step back, written down before it is asked for: its bounds are part of the provider's idempotency key, so that the
     * same step is never made twice.
     *
     * @param from what was back before, in minor units
     * @param to what is back afterwards, in minor units
     */
    record Refund(long from, long to) {

        long amount() {
            return to - from;
        }
    }

    static Work of(Kind kind, Instant dueAt) {
        return new Work(kind, dueAt, 0, null, LogContext.traceparent());
    }

    static Work refund(long from, long to, Instant dueAt) {
        return new Work(Kind.REFUND, dueAt, 0, new Refund(from, to), LogContext.traceparent());
    }

    boolean isDue(Instant now) {
        return !now.isBefore(dueAt);
    }

    /** Somebody is at it until the lease is over. */
    Work claimed(Instant now, Duration lease) {
        return new Work(kind, now.plus(lease), tries + 1, refund, trace);
    }

    /** To be tried again after a pause that doubles each time. */
    Work postponed(Instant now) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tries, 10));
        Duration wait = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        return new Work(kind, now.plus(wait), tries, refund, trace);
    }
}
