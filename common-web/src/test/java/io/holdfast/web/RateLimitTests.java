package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RateLimitTests {

    private Instant now = Instant.parse("2026-11-27T18:00:00Z");
    private final RateLimit limit =
            new RateLimit(3, Duration.ofHours(1), ((InstantSource) () -> now).withZone(ZoneOffset.UTC));

    @Test
    void soManyTimesAndThenNotBeforeTheWindowEnds() {
        for (int i = 0; i < 3; i++) {
            assertThat(limit.take("ana")).isEmpty();
            now = now.plus(Duration.ofMinutes(10));
        }
        assertThat(limit.take("ana")).contains(Duration.ofMinutes(30));
        assertThat(limit.take("bo")).isEmpty();
        now = now.plus(Duration.ofMinutes(30));
        assertThat(limit.take("ana")).isEmpty();
        assertThat(limit.take("ana")).isEmpty();
    }

    @Test
    void memoryIsBounded() {
        for (int i = 0; i < 25_000; i++) {
            limit.take("somebody " + i);
        }
        assertThat(limit.size()).isEqualTo(10_000);
        now = now.plus(Duration.ofHours(1));
        limit.take("ana");
        assertThat(limit.size()).isEqualTo(1);
    }
}
