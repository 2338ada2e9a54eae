package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishRestTests {
    private long now = Long.MAX_VALUE - 5;
    private final PublishRest rest = new PublishRest(() -> now);

    @Test
    void eachPauseIsTwiceAsLongUntilAMessageIsTaken() {
        assertThat(rest.isResting()).isFalse();
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Duration pause = rest.begin();
            pauses.add(pause.toSeconds());
            assertThat(rest.isResting()).isTrue();
            now += pause.toNanos() - 1;
            assertThat(rest.isResting()).isTrue();
            now += 1;
            assertThat(rest.isResting()).isFalse();
        }
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
        rest.end();
        assertThat(rest.begin()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void refusalsDuringAPauseDoNotMakeItLonger() {
        rest.begin();
        assertThat(rest.begin()).isZero();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(rest.isResting()).isFalse();
    }
}
