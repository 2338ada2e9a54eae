package io.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProportionalPauseTests {

    private static final Duration LEAST = Duration.ofMillis(200);
    private static final Duration MOST = Duration.ofSeconds(30);

    private final ProportionalPause pause = new ProportionalPause(10, LEAST, MOST);

    @Test
    void isATimeAsLongAsTheWorkWithinItsBounds() {
        assertThat(pause.after(Duration.ofMillis(2))).isEqualTo(LEAST);
        assertThat(pause.after(Duration.ofMillis(400))).isEqualTo(Duration.ofSeconds(4));
        assertThat(pause.after(Duration.ofMinutes(1))).isEqualTo(MOST);
    }

    @Test
    void isAtLeastTheLeastWhateverTheMost() {
        assertThat(new ProportionalPause(10, MOST, LEAST).after(Duration.ofMinutes(1)))
                .isEqualTo(MOST);
    }
}
