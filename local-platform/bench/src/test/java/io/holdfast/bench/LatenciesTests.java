package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatenciesTests {

    @Test
    void aPercentileIsTheTimeWithinWhichThatManyWereAnswered() {
        Latencies latencies = Latencies.of(List.of(new long[] {10, 1, 4}, new long[] {3, 2, 5, 6, 9, 8, 7}));

        assertThat(latencies.percentile(50)).isEqualTo(Duration.ofNanos(5));
        assertThat(latencies.percentile(90)).isEqualTo(Duration.ofNanos(9));
        assertThat(latencies.percentile(99)).isEqualTo(Duration.ofNanos(10));
        assertThat(latencies.percentile(1)).isEqualTo(Duration.ofNanos(1));
    }

    @Test
    void nothingTakesNoTime() {
        assertThat(Latencies.of(List.of()).percentile(99)).isZero();
    }
}
