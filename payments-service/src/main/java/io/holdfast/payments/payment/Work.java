package io.holdfast.payments.payment;

import io.holdfast.telemetry.LogContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is left to do for a payment, stored in its document until it is done.
 *
 * @param dueAt when it may be claimed; until then it waits, or the thread that claimed it last is working on it
 * @param tries how often it was claimed again
 * @param refund the step to make; null unless the kind is {@link Kind#REFUND}
 * @param trace W3C {@code traceparent} of the request or message that caused it, which a later try continues; null for none
 */
record Work(
        Kind kind,
        Instant dueAt,
        int tries,
        @Nullable RefundStep refund,
        @Nullable String trace) {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** Looks while the buyer has not confirmed: the provider reports it, and so does the page, so few are needed. */
    private static final Duration FIRST_LOOK = Duration.ofMinutes(1);

    private static final Duration LONGEST_LOOK = Duration.ofMinutes(5);

    /** Looks while the buyer's bank asks. */
    private static final Duration FIRST_LOOK_AT_CHALLENGE = Duration.ofSeconds(5);

    private static final Duration LONGEST_LOOK_AT_CHALLENGE = Duration.ofSeconds(30);

    enum Kind {
        /** Authorize the amount. */
        AUTHORIZE,
        /** Open the payment at the provider, for the buyer to confirm it in the page. */
        OPEN,
        /** Wait until the buyer has confirmed it, and look at the provider now and then. */
        AWAIT_BUYER,
        /** Find out whether the amount was authorized, and void that: the buyer was told that the attempt failed. */
        RELEASE,
        /** Wait until the order is completed or ends. */
        DECIDE,
        /** Capture: the order is completed. */
        CAPTURE,
        /** Void the authorization: the order ended without it. */
        VOID,
        /** Refund what was captured, or a part of it. */
        REFUND;

        boolean needsProvider() {
            return this != DECIDE;
        }
    }

    static Work of(Kind kind, Instant dueAt) {
        return new Work(kind, dueAt, 0, null, LogContext.traceparent());
    }

    static Work refund(RefundStep step, Instant dueAt) {
        return new Work(Kind.REFUND, dueAt, 0, step, LogContext.traceparent());
    }

    boolean isDue(Instant now) {
        return !now.isBefore(dueAt);
    }

    /** Whether it was claimed before, so that the provider may have done it already. */
    boolean isRetry() {
        return tries > 0;
    }

    /** The kind in lower case, for logs and traces. */
    String name() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Reserved until the lease is over. */
    Work claimed(Instant now, Duration lease) {
        return new Work(kind, now.plus(lease), tries + 1, refund, trace);
    }

    /** To look again whether the buyer has confirmed, after a pause that doubles with each look. */
    Work lookingAgain(boolean challenged, Instant now) {
        return challenged
                ? postponed(now, FIRST_LOOK_AT_CHALLENGE, LONGEST_LOOK_AT_CHALLENGE)
                : postponed(now, FIRST_LOOK, LONGEST_LOOK);
    }

    /** Due at {@code time}, unless it is due before. */
    Work dueBy(Instant time) {
        return time.isBefore(dueAt) ? new Work(kind, time, tries, refund, trace) : this;
    }

    /** Due again after a pause that doubles with each try, up to a minute. */
    Work postponed(Instant now) {
        return postponed(now, FIRST_PAUSE, LONGEST_PAUSE);
    }

    private Work postponed(Instant now, Duration first, Duration longest) {
        Duration pause = first.multipliedBy(1L << Math.min(tries, 10));
        Duration wait = pause.compareTo(longest) < 0 ? pause : longest;
        return new Work(kind, now.plus(wait), tries, refund, trace);
    }
}
