package io.holdfast.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimedCacheTests {

    private final AtomicInteger loads = new AtomicInteger();

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
    void loadsAgainAfterASecond() throws Exception {
        TimedCache<Integer> cache = new TimedCache<>(eventId -> loads.incrementAndGet());

        assertThat(cache.get("event")).isEqualTo(1);
        assertThat(cache.get("event")).isEqualTo(1);
        Thread.sleep(1_100);
        assertThat(cache.get("event")).isEqualTo(2);
    }

    @Test
    void keepsAValueThatTakesLongToLoadForLonger() throws Exception {
        TimedCache<Integer> cache = new TimedCache<>(eventId -> {
            sleep(300);
            return loads.incrementAndGet();
        });

        assertThat(cache.get("event")).isEqualTo(1);
        Thread.sleep(1_500);
        assertThat(cache.get("event")).isEqualTo(1);
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

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
