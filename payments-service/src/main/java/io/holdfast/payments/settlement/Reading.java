package io.holdfast.payments.settlement;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the provider's books, and the payments that changed here, were read. Books are read by windows of time, page by page; a window
 * begins some time before the last one ended, since a transaction may appear later than it was booked.
 *
 * @param since nothing that was charged before is compared
 * @param roundBegan when this round began
 * @param paymentsAt payments were read that changed up to then, and of that moment up to {@code lastPayment}
 * @param upTo the books were read up to then
 * @param window what is being read; null between two windows
 * @param booksRead whether the books were read in this round
 * @param failures how often in a row the provider did not answer
 */
record Reading(
        Instant since,
        Instant roundBegan,
        Instant paymentsAt,
        @Nullable String lastPayment,
        Instant upTo,
        @Nullable Window window,
        boolean booksRead,
        int failures) {

    static final List<String> OPTIONAL = List.of("lastPayment", "from", "to", "after");

    /** In each round. */
    static final Duration OVERLAP = Duration.ofHours(1);

    /** Once a day. */
    static final Duration OVERLAP_ONCE_A_DAY = Duration.ofDays(2);

    static final Duration LONGEST_WINDOW = Duration.ofDays(30);

    /** Payments are written with the times of several replicas. */
    private static final Duration PAYMENTS_OVERLAP = Duration.ofMinutes(1);

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /**
     * A part of the books.
     *
     * @param to exclusive
     * @param after where the next page begins; null for the first page
     */
    record Window(Instant from, Instant to, @Nullable String after) {}

    /**
     * Before the first step.
     *
     * @param keptSince since when the provider has kept books
     */
    static Reading first(Instant now, Duration history, Instant keptSince) {
        Instant earliest = now.minus(history);
        Instant since = (keptSince.isAfter(earliest) ? keptSince : earliest).truncatedTo(ChronoUnit.SECONDS);
        return new Reading(since, now.truncatedTo(ChronoUnit.MILLIS), since, null, since, null, false, 0);
    }

    /** With a window open, unless one is or the books were read in this round. */
    Reading opened(Instant now) {
        Instant latest = now.truncatedTo(ChronoUnit.SECONDS);
        if (window != null || booksRead || !latest.isAfter(upTo)) {
            return this;
        }
        Instant farthest = upTo.plus(LONGEST_WINDOW);
        Instant to = farthest.isBefore(latest) ? farthest : latest;
        boolean newDay =
                to.equals(latest) && !to.truncatedTo(ChronoUnit.DAYS).equals(upTo.truncatedTo(ChronoUnit.DAYS));
        Instant from = upTo.minus(newDay ? OVERLAP_ONCE_A_DAY : OVERLAP);
        return with(new Window(from.isBefore(since) ? since : from, to, null), upTo, false);
    }

    /** After a page of the window was read. */
    Reading read(@Nullable String next, Instant now) {
        Window read = window;
        if (read == null) {
            return this;
        }
        if (next != null) {
            return with(new Window(read.from(), read.to(), next), upTo, false);
        }
        boolean allRead = !read.to().isBefore(roundBegan.truncatedTo(ChronoUnit.SECONDS))
                || !read.to().isBefore(now.truncatedTo(ChronoUnit.SECONDS));
        return with(null, read.to(), allRead);
    }

    private Reading with(@Nullable Window next, Instant nowUpTo, boolean allRead) {
        return new Reading(since, roundBegan, paymentsAt, lastPayment, nowUpTo, next, allRead, 0);
    }

    /** After payments were read. */
    Reading readPayments(Instant changedAt, @Nullable String last) {
        return new Reading(since, roundBegan, changedAt, last, upTo, window, booksRead, failures);
    }

    /** At the beginning of the next round. */
    Reading nextRound(Instant now) {
        Instant again = paymentsAt.isBefore(now.minus(PAYMENTS_OVERLAP)) ? paymentsAt : now.minus(PAYMENTS_OVERLAP);
        return new Reading(since, now.truncatedTo(ChronoUnit.MILLIS), again, null, upTo, window, false, failures);
    }

    /** After the provider did not answer. */
    Reading failed() {
        return new Reading(since, roundBegan, paymentsAt, lastPayment, upTo, window, booksRead, failures + 1);
    }

    /** How long to wait after so many failures. */
    Duration backOff() {
        Duration pause = SHORTEST_PAUSE.multipliedBy(1L << Math.min(failures, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
}
