package io.holdfast.events.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PicturesTests {

    @Test
    void aHostIsAskedFiveMoreTimes() {
        assertThat(IntStream.rangeClosed(1, 5).mapToObj(Pictures::pauseAfter))
                .containsExactly(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(4),
                        Duration.ofMinutes(16),
                        Duration.ofMinutes(64),
                        Duration.ofMinutes(256));
    }

    /** Tries that are cut short count, too. */
    @Test
    void howeverManyTriesThereWereTheyEnd() {
        assertThat(IntStream.rangeClosed(6, 100).mapToObj(Pictures::pauseAfter)).containsOnlyNulls();
    }
}
