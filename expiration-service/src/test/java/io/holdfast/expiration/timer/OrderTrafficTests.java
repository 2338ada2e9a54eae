package io.holdfast.expiration.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OrderTrafficTests {

    private final OrderTraffic traffic = new OrderTraffic();

    /** The machine slept in between, and holds are overdue. */
    @Test
    void firingDoesNotRestForLongHoweverLongARoundSeemsToHaveTaken() {
        traffic.placed();

        assertThat(traffic.restAfter(Duration.ofHours(3))).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }
}
