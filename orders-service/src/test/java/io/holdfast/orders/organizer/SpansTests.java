package io.holdfast.orders.organizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SpansTests {

    private static final Instant FIRST = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void areTheShortestOfWhichSixtyAreEnough() {
        assertThat(Spans.between(FIRST, FIRST)).isEqualTo(Duration.ofMinutes(1));
        assertThat(Spans.between(FIRST, FIRST.plus(Duration.ofMinutes(59)))).isEqualTo(Duration.ofMinutes(1));
        assertThat(Spans.between(FIRST, FIRST.plus(Duration.ofMinutes(60)))).isEqualTo(Duration.ofMinutes(5));
        assertThat(Spans.between(FIRST, FIRST.plus(Duration.ofDays(29)))).isEqualTo(Duration.ofHours(12));
        assertThat(Spans.between(FIRST, FIRST.plus(Duration.ofDays(20_000)))).isEqualTo(Duration.ofDays(480));
    }
}
