package io.holdfast.payments.provider;

import java.time.Duration;
import java.util.Optional;
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
 * Makes calls to the provider: only so many at a time, and with a limit to how long each is waited for. A call that outlives its time
 * limit still counts until it ends, so that calls to a provider that hangs do not pile up. Refunds are counted apart: those of a large
 * event that is cancelled neither wait before a buyer's calls nor use up what a provider allows within a second.
 */
public final class ProviderCalls implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ProviderCalls.class);

    private final Semaphore permits;
    private final Semaphore refunds;
    private final Duration queue;
    private final Duration timeout;
    private final ExecutorService calls = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("provider-", 0).factory());

    /**
     * @param concurrency calls under way at once, without refunds
     * @param refundConcurrency refunds under way at once
     * @param queue how long a call may wait for its turn before it is {@code Unreached}
     * @param timeout how long to wait for an answer before it is {@code Unknown}
     */
    public ProviderCalls(int concurrency, int refundConcurrency, Duration queue, Duration timeout) {
        this.permits = new Semaphore(concurrency, true);
        this.refunds = new Semaphore(refundConcurrency);
        this.queue = queue;
        this.timeout = timeout;
    }

    /** The provider's answer, or {@code Unreached} or {@code Unknown} if there is none. Never throws. */
    public Answer make(Callable<Answer> call) {
        try {
            if (!permits.tryAcquire(queue.toNanos(), TimeUnit.NANOSECONDS)) {
                return new Answer.Unreached("too many calls under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Unreached("interrupted");
        }
        return make(call, permits);
    }

    /**
     * Makes a refund. Empty, and nothing is asked of the provider, while as many as may be are under way; otherwise as {@link #make}. Does
     * not wait for its turn.
     */
    public Optional<Answer> refund(Callable<Answer> call) {
        return refunds.tryAcquire() ? Optional.of(make(call, refunds)) : Optional.empty();
    }

    /** Whether {@link #refund} would make a refund now. */
    public boolean mayRefund() {
        return refunds.availablePermits() > 0;
    }

    private Answer make(Callable<Answer> call, Semaphore taken) {
        Future<Answer> answer;
        try {
            answer = calls.submit(() -> {
                try {
                    return call.call();
                } finally {
                    taken.release();
                }
            });
        } catch (RuntimeException e) {
            taken.release();
            return new Answer.Unreached("shutting down");
        }
        return await(answer);
    }

    private Answer await(Future<Answer> answer) {
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
