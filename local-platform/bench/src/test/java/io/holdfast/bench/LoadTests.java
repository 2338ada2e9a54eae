package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadTests {

    @Test
    void everyAnswerIsCountedByItsName() throws Exception {
        AtomicInteger sent = new AtomicInteger();

        Load.Outcome outcome = Load.until(() -> sent.get() >= 6, 1, client -> {
            if (sent.incrementAndGet() % 3 == 0) {
                throw new IOException("gone");
            }
            return "good";
        });

        assertThat(outcome.answers()).isEqualTo(Map.of("good", 4L, "IOException", 2L));
        assertThat(outcome.total()).isEqualTo(6);
    }

    @Test
    void eachClientWaitsForItsAnswer() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger waiting = new AtomicInteger();

        Load.until(() -> sent.get() > 1_000, 8, client -> {
            most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
            Thread.yield();
            waiting.decrementAndGet();
            sent.incrementAndGet();
            return "good";
        });

        assertThat(most.get()).isBetween(1, 8);
    }
}
