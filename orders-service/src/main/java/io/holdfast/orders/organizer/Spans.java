package io.holdfast.orders.organizer;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** Divides time into spans for a chart: few enough to be told apart, and of a usual length. */
final class Spans {

    static final int MAX = 60;

    private static final Duration MONTH = Duration.ofDays(30);

    private Spans() {}

    /** The shortest length for which at most {@link #MAX} spans, counted from the epoch, cover the time from first to last. */
    static Duration between(Instant first, Instant last) {
        return Stream.concat(
                        Stream.of(
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(15),
                                Duration.ofHours(1),
                                Duration.ofHours(3),
                                Duration.ofHours(6),
                                Duration.ofHours(12),
                                Duration.ofDays(1),
                                Duration.ofDays(2),
                                Duration.ofDays(7)),
                        Stream.iterate(MONTH, month -> month.multipliedBy(2)))
                .filter(span -> count(first, last, span) <= MAX)
                .findFirst()
                .orElseThrow();
    }

    private static long count(Instant first, Instant last, Duration span) {
        return Math.floorDiv(last.toEpochMilli(), span.toMillis())
                - Math.floorDiv(first.toEpochMilli(), span.toMillis())
                + 1;
    }
}
