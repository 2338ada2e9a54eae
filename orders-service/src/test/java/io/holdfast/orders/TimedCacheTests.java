package io.holdfast.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimedCacheTests {

    private final AtomicInteger loads = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void loadsAValueOnceForAllWhoAskAtTheSameTime() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        TimedCache<Integer> cache = new TimedCache<>(eventId -> {
            await(asked);
            return loads.incrementAndGet();
        });

        List<Integer> values = AtOnce.atOnce(2, i -> {
            asked.countDown();
            return cache.get("event");
        });

        assertThat(values).containsExactly(1, 1);
    }

    @Test
    void loadsAgainAfterASecond() {
        TimedCache<Integer> cache = new TimedCache<>(eventId -> loads.incrementAndGet(), nanos::get);

        assertThat(cache.get("event")).isEqualTo(1);
        pass(Duration.ofMillis(999));
        assertThat(cache.get("event")).isEqualTo(1);
        pass(Duration.ofMillis(1));
        assertThat(cache.get("event")).isEqualTo(2);
    }

    @Test
    void keepsAValueThatTakesLongToLoadForLonger() {
        TimedCache<Integer> cache = new TimedCache<>(
                eventId -> {
                    pass(Duration.ofMillis(300));
                    return loads.incrementAndGet();
                },
                nanos::get);

        assertThat(cache.get("event")).isEqualTo(1);
        pass(Duration.ofMillis(2_999));
        assertThat(cache.get("event")).isEqualTo(1);
        pass(Duration.ofMillis(1));
        assertThat(cache.get("event")).isEqualTo(2);
    }

    @Test
    void keepsNoFailure() {
        TimedCache<Integer> cache = new TimedCache<>(eventId -> {
            if (loads.incrementAndGet() == 1) {
                throw new IllegalStateException("the database does not answer");
            }
            return loads.get();
        });

        assertThatThrownBy(() -> cache.get("event")).isInstanceOf(IllegalStateException.class);
        assertThat(cache.get("event")).isEqualTo(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
