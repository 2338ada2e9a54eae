package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AvailabilityPauseTests {

    @Test
    void thePauseGrowsWithWhatCountingTakes() {
        assertThat(AvailabilityPublisher.pauseAfter(Duration.ofMillis(2))).isEqualTo(Duration.ofMillis(200));
        assertThat(AvailabilityPublisher.pauseAfter(Duration.ofMillis(400))).isEqualTo(Duration.ofSeconds(4));
    }

    /** A process that was stopped for a minute showed nothing for ten more. */
    @Test
    void thePauseIsBoundedThoughTheProcessWasStoppedMeanwhile() {
        assertThat(AvailabilityPublisher.pauseAfter(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(30));
    }
}
