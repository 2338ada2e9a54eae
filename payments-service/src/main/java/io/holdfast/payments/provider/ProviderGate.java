package io.holdfast.payments.provider;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets only so many calls at a time through to the provider, and waits only so long for each. A call that outlives its
 * time keeps its place until it really ends, so a provider that hangs cannot be piled up upon.
 */
public final class ProviderGate implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ProviderGate.class);

    private final Semaphore places;
    private final Duration queue;
    private final Duration timeout;
    private final ExecutorService calls = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("provider-", 0).factory());

    /**
     * @param concurrency calls under way at once
     * @param queue how long a call may wait for its turn before it is {@code Unreached}
     * @param timeout how long to wait for an answer before it is {@code Unknown}
     */
    public ProviderGate(int concurrency, Duration queue, Duration timeout) {
        this.places = new Semaphore(concurrency, true);
        this.queue = queue;
        this.timeout = timeout;
    }

    /** The provider's answer, or that there is none. Never throws. */
    public Answer ask(Callable<Answer> call) {
        try {
            if (!places.tryAcquire(queue.toNanos(), TimeUnit.NANOSECONDS)) {
                return new Answer.Unreached("too many calls under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Unreached("interrupted");
        }
        Future<Answer> answer;
        try {
            answer = calls.submit(() -> {
                try {
                    return call.call();
                } finally {
                    places.release();
                }
            });
        } catch (RuntimeException e) {
            places.release();
            return new Answer.Unreached("shutting down");
        }
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Answer.Unknown("no answer within " + timeout);
        } catch (ExecutionException e) {
            log.warn("The payment provider's client failed", e.getCause());
            return new Answer.Unknown(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Unknown("interrupted");
        }
    }

    @Override
    public void close() {
        calls.shutdown();
    }
}
