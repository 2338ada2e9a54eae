package io.holdfast.orders.organizer;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** Cuts a stretch of time into spans for a chart: few enough to be seen, and of a length that people use. */
final class Spans {

    static final int MOST = 60;

    private static final Duration MONTH = Duration.ofDays(30);

    private Spans() {}

    /** The shortest length of which no more than {@link #MOST}, counted from the epoch, touch the time in between. */
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
                .filter(span -> count(first, last, span) <= MOST)
                .findFirst()
                .orElseThrow();
    }

    private static long count(Instant first, Instant last, Duration span) {
        return Math.floorDiv(last.toEpochMilli(), span.toMillis())
                - Math.floorDiv(first.toEpochMilli(), span.toMillis())
                + 1;
    }
}
