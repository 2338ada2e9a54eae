package io.holdfast.payments.payment;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Hands what this process saves of a payment to the requests that wait for it, so that they do not ask the database again and again.
 * What another replica saves they find by a look at the database, every second or sooner.
 */
@Component
class PaymentChanges {

    /** The first look; each further one comes after twice as long, up to {@link #LONGEST_PAUSE}. */
    private static final long FIRST_LOOK = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

    /** By payment. */
    private final ConcurrentHashMap<String, List<Watch>> watches = new ConcurrentHashMap<>();

    /** Collects what is saved of a payment from now on, until it is closed. */
    Watch watch(String paymentId) {
        Watch watch = new Watch(paymentId);
        watches.compute(paymentId, (_, others) -> {
            List<Watch> all = others == null ? new CopyOnWriteArrayList<>() : others;
            all.add(watch);
            return all;
        });
        return watch;
    }

    /** A payment was saved like this. */
    void changed(Payment saved) {
        watches.getOrDefault(saved.id(), List.of()).forEach(watch -> watch.deliver(saved.copy()));
    }

    /** The payment as this process saved it last, if a request waits for it. It may have been changed by another replica since. */
    Optional<Payment> latest(String paymentId) {
        return watches.getOrDefault(paymentId, List.of()).stream()
                .flatMap(watch -> watch.latest().stream())
                .findFirst();
    }

    /** What is known of one payment to one request. */
    final class Watch implements AutoCloseable {

        private final String paymentId;
        private @Nullable Payment latest;
        private CompletableFuture<Boolean> change = new CompletableFuture<>();

        private Watch(String paymentId) {
            this.paymentId = paymentId;
        }

        /** Takes a payment that was saved or read, if it is newer than what is known. */
        synchronized void deliver(Payment payment) {
            if (latest == null || latest.revision() < payment.revision()) {
                latest = payment;
                change.complete(true);
                change = new CompletableFuture<>();
            }
        }

        /** The payment as it was delivered last; empty if it was not. */
        synchronized Optional<Payment> latest() {
            return Optional.ofNullable(latest).map(Payment::copy);
        }

        /** Completes when something newer than {@link #latest} is delivered. To be taken before that is looked at. */
        synchronized CompletableFuture<Boolean> nextChange() {
            return change;
        }

        /**
         * Returns the payment once it is as wanted. What is older than {@code seen} does not count: another thread may have stored a payment and
         * not yet handed it over.
         *
         * @param seen the payment as the caller knows it
         * @param look reads the payment from the database, if it is newer than the revision that is known
         * @return empty when it is not within {@code limit}, or the thread was interrupted
         */
        Optional<Payment> await(
                Payment seen, Predicate<Payment> wanted, Duration limit, LongFunction<Optional<Payment>> look) {
            deliver(seen.copy());
            long deadline = System.nanoTime() + limit.toNanos();
            long pause = FIRST_LOOK;
            while (true) {
                CompletableFuture<Boolean> next = nextChange();
                Payment known = latest().orElseThrow();
                if (wanted.test(known)) {
                    return Optional.of(known);
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return Optional.empty();
                }
                try {
                    next.get(Math.min(left, pause), TimeUnit.NANOSECONDS);
                } catch (TimeoutException | ExecutionException e) {
                    look.apply(known.revision()).ifPresent(this::deliver);
                    pause = Math.min(pause * 2, LONGEST_PAUSE);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
            }
        }

        @Override
        public void close() {
            watches.computeIfPresent(paymentId, (_, all) -> {
                all.remove(this);
                return all.isEmpty() ? null : all;
            });
        }
    }
}
