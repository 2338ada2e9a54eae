package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SweepPaceTests {

    private static final Duration LEAST = Duration.ofSeconds(5);

    private final SweepPace pace = new SweepPace(LEAST);

    @Test
    void quickSweepsAreMadeOften() {
        assertThat(pace.pauseAfter(Duration.ofMillis(3))).isEqualTo(LEAST);
        assertThat(pace.pauseAfter(Duration.ofMillis(3))).isEqualTo(LEAST);
    }

    @Test
    void sweepsThatAllTakeLongAreMadeSeldom() {
        pace.pauseAfter(Duration.ofSeconds(4));
        pace.pauseAfter(Duration.ofSeconds(2));
        assertThat(pace.pauseAfter(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(100));

        pace.pauseAfter(Duration.ofMinutes(1));
        pace.pauseAfter(Duration.ofMinutes(2));
        assertThat(pace.pauseAfter(Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void theNextSweepAfterOneThatWasStoppedForAMomentIsNotPutOff() {
        pace.pauseAfter(Duration.ofMillis(3));
        assertThat(pace.pauseAfter(Duration.ofSeconds(12))).isEqualTo(LEAST);
        assertThat(pace.pauseAfter(Duration.ofSeconds(15))).isEqualTo(LEAST);
        assertThat(pace.pauseAfter(Duration.ofMillis(3))).isEqualTo(LEAST);
    }
}
