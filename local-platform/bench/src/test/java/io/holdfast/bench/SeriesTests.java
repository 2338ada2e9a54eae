package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTests {

    @Test
    void oneBadRoundDoesNotMoveTheMedian() {
        assertThat(Series.of(List.of(100.0, 3.0, 110.0)).median()).isEqualTo(100);
        assertThat(Series.of(List.of(1.0, 2.0)).median()).isEqualTo(1.5);
        assertThat(new Series().median()).isNaN();
    }

    @Test
    void ratiosAreTakenRoundByRound() {
        Series ours = Series.of(List.of(30.0, 3.0, 40.0));
        Series bare = Series.of(List.of(10.0, 1.0, 10.0));

        assertThat(ours.dividedBy(bare).values()).containsExactly(3.0, 3.0, 4.0);
    }

    @Test
    void severalRoundsShowTheirExtremes() {
        assertThat(Series.of(List.of(1.0)).text("%.0f")).isEqualTo("1");
        assertThat(Series.of(List.of(1.0, 9.0, 2.0)).text("%.0f")).isEqualTo("2 (1–9)");
    }
}
