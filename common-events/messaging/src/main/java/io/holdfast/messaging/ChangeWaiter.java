package io.holdfast.messaging;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Waits for a document that messages change. A change that this replica makes ends the wait at once; for changes of other replicas it
 * looks every 150 milliseconds.
 */
public final class ChangeWaiter {

    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(150);

    private final ConcurrentHashMap<String, CompletableFuture<Boolean>> changes = new ConcurrentHashMap<>();

    /** Wakes those who wait for {@code id}. */
    public void changed(String id) {
        CompletableFuture<Boolean> change = changes.remove(id);
        if (change != null) {
            change.complete(true);
        }
    }

    /**
     * Returns what {@code look} finds, as soon as it finds something.
     *
     * @return empty when it found nothing within {@code limit}, or the thread was interrupted
     */
    public <T> Optional<T> await(String id, Duration limit, Supplier<Optional<T>> look) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            // Taken before looking, so that a change between looking and waiting is not missed.
            CompletableFuture<Boolean> change = changes.computeIfAbsent(id, _ -> new CompletableFuture<>());
            Optional<T> found;
            try {
                found = look.get();
            } catch (RuntimeException e) {
                changes.remove(id, change);
                throw e;
            }
            long left = deadline - System.nanoTime();
            if (found.isPresent() || left <= 0) {
                changes.remove(id, change);
                return found;
            }
            try {
                change.get(Math.min(left, LOOK_AGAIN), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // Not changed here; another replica may have changed it.
            } catch (InterruptedException e) {
                changes.remove(id, change);
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }
}
