package io.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class YieldingRestTests {

    private static final Duration WORK = Duration.ofMillis(10);

    private final AtomicLong now = new AtomicLong();
    private final YieldingRest rest = new YieldingRest(Duration.ofMillis(60), now::get);

    @Test
    void workRestsFourTimesAsLongAsItTookWhileThereAreRequests() {
        assertThat(rest.after(WORK)).as("before the first").isZero();
        rest.requested();
        now.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(rest.after(WORK)).isEqualTo(WORK.multipliedBy(4));
        now.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(rest.after(WORK)).as("after the last").isZero();
    }

    @Test
    void noRestIsLongerThanTheLongest() {
        rest.requested();
        assertThat(rest.after(WORK.multipliedBy(2))).isEqualTo(Duration.ofMillis(60));
    }
}
