package io.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BackgroundLoopTests {

    private static final Duration NEVER = Duration.ofDays(1);

    private final Semaphore rounds = new Semaphore(0);

    @Test
    void repeatsUntilItIsStopped() throws InterruptedException {
        AtomicInteger run = new AtomicInteger();
        BackgroundLoop loop = BackgroundLoop.every(Duration.ofMillis(1), "test").run(() -> {
            run.incrementAndGet();
            rounds.release();
        });
        loop.start();
        rounds.acquire(3);
        loop.stop();
        int atStop = run.get();
        assertThat(loop.isRunning()).isFalse();
        assertThat(atStop).isGreaterThanOrEqualTo(3);
        assertThat(run).hasValue(atStop);
    }

    @Test
    void isWokenFromItsPause() throws InterruptedException {
        BackgroundLoop loop = BackgroundLoop.every(NEVER, "test").run(rounds::release);
        loop.start();
        rounds.acquire();
        loop.wake();
        rounds.acquire();
        loop.stop();
    }

    @Test
    void aWakeDuringARoundIsNotLost() throws InterruptedException {
        CountDownLatch woken = new CountDownLatch(1);
        BackgroundLoop loop = BackgroundLoop.every(NEVER, "test").run(() -> {
            rounds.release();
            woken.await();
        });
        loop.start();
        rounds.acquire();
        loop.wake();
        woken.countDown();
        rounds.acquire();
        loop.stop();
    }

    @Test
    void repeatsARoundThatFailed() throws InterruptedException {
        AtomicReference<Exception> failure = new AtomicReference<>();
        BackgroundLoop loop = BackgroundLoop.every(Duration.ofMillis(1), "test")
                .onFailure(failure::set)
                .run(() -> {
                    rounds.release();
                    throw new IllegalStateException("once more");
                });
        loop.start();
        rounds.acquire(2);
        loop.stop();
        assertThat(failure.get()).hasMessage("once more");
    }

    @Test
    void repeatsARoundThatEndedWithAnError() throws InterruptedException {
        BackgroundLoop loop = BackgroundLoop.every(Duration.ofMillis(1), "test").run(() -> {
            rounds.release();
            throw new NoClassDefFoundError("once more");
        });
        loop.start();
        rounds.acquire(3);
        loop.stop();
    }

    @Test
    void aRoundMayReturnWhenTheNextIsDue() throws InterruptedException {
        BackgroundLoop loop = BackgroundLoop.every(NEVER, "test").runUntilDue(() -> {
            rounds.release();
            return Duration.ZERO;
        });
        loop.start();
        rounds.acquire(3);
        loop.stop();
    }

    @Test
    void betweenPartsItDoesNotPause() throws InterruptedException {
        AtomicInteger left = new AtomicInteger(2);
        BackgroundLoop loop = BackgroundLoop.every(NEVER, "test").runInParts(() -> {
            rounds.release();
            return left.getAndDecrement() > 0;
        });
        loop.start();
        assertThat(rounds.tryAcquire(3, 60, TimeUnit.SECONDS)).isTrue();
        assertThat(rounds.tryAcquire(50, TimeUnit.MILLISECONDS)).isFalse();
        loop.stop();
    }

    @Test
    void aRoundMayBeTheLast() throws InterruptedException {
        AtomicInteger made = new AtomicInteger();
        BackgroundLoop loop = BackgroundLoop.every(Duration.ofMillis(1), "test").runUntilDue(() -> {
            rounds.release();
            return made.incrementAndGet() < 2 ? Duration.ZERO : BackgroundLoop.DONE;
        });
        loop.start();
        assertThat(rounds.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
        assertThat(rounds.tryAcquire(50, TimeUnit.MILLISECONDS)).isFalse();
        loop.stop();
    }

    @Test
    void stopsAtOnceWhileItPauses() {
        BackgroundLoop loop = BackgroundLoop.every(NEVER, "test").run(rounds::release);
        loop.start();
        loop.stop();
        assertThat(loop.isRunning()).isFalse();
    }

    @Test
    void canBeStartedAgain() throws InterruptedException {
        BackgroundLoop loop = BackgroundLoop.every(NEVER, "test").run(rounds::release);
        for (int i = 0; i < 2; i++) {
            loop.start();
            assertThat(rounds.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
            loop.stop();
        }
    }
}
