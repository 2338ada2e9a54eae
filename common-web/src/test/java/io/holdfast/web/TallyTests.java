package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TallyTests {

    private Instant now = Instant.parse("2026-11-27T18:00:00Z");
    private final Tally<String> tally =
            new Tally<>(Duration.ofHours(1), 10_000, ((InstantSource) () -> now).withZone(ZoneOffset.UTC));

    @Test
    void aLimitHoldsUntilItsWindowEnds() {
        for (int i = 0; i < 3; i++) {
            assertThat(tally.take("ana", 3)).isZero();
            now = now.plus(Duration.ofMinutes(10));
        }
        assertThat(tally.take("ana", 3)).isEqualTo(Duration.ofMinutes(30));
        assertThat(tally.take("bo", 3)).isZero();
        now = now.plus(Duration.ofMinutes(30));
        assertThat(tally.take("ana", 3)).isZero();
        assertThat(tally.take("ana", 3)).isZero();
    }

    @Test
    void theNumberIsThatOfTheWindow() {
        assertThat(tally.number("ana")).isZero();
        tally.add("ana");
        tally.add("ana");
        assertThat(tally.number("ana")).isEqualTo(2);
        now = now.plus(Duration.ofHours(1));
        assertThat(tally.number("ana")).isZero();
    }

    @Test
    void amountsAddUp() {
        assertThat(tally.take("ana", 7, 10)).isZero();
        assertThat(tally.take("ana", Integer.MAX_VALUE, 10)).isZero();
        assertThat(tally.take("ana", 1, 10)).isEqualTo(Duration.ofHours(1));
        assertThat(tally.take("bo", 1, 10)).isZero();
    }

    @Test
    void whatIsGivenBackCountsNoMore() {
        for (int i = 0; i < 3; i++) {
            tally.take("ana", 3);
        }
        tally.uncount("ana");
        assertThat(tally.take("ana", 3)).isZero();
        assertThat(tally.take("ana", 3)).isPositive();

        tally.take("bo", 1);
        tally.uncount("bo");
        assertThat(tally.size()).as("keys of which nothing counts").isEqualTo(1);
    }

    @Test
    void memoryIsBounded() {
        for (int i = 0; i < 25_000; i++) {
            tally.take("user " + i, 3);
        }
        assertThat(tally.size()).isEqualTo(10_000);
        now = now.plus(Duration.ofHours(1));
        tally.take("ana", 3);
        assertThat(tally.size()).isEqualTo(1);
    }
}
