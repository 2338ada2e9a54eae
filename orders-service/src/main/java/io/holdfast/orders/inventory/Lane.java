package io.holdfast.orders.inventory;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue and the thread of one event: claims wait here and are decided in batches of whatever is waiting. A batch is never held
 * back to make it larger.
 *
 * <p>The thread is a virtual one and runs only while something is waiting. The decider and the writes of the unit updates belong to it
 * alone.
 */
final class Lane<C extends Claim, R> {

    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    private final String eventId;
    private final ClaimDecider<C, R> decider;
    private final UnitUpdates unitUpdates;
    private final Runnable onChange;
    private final int maxBatch;
    private final Clock clock;

    private final BlockingQueue<PendingClaim<C, R>> claims;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean freeing = new AtomicBoolean();
    private volatile Instant lastUsed;

    /**
     * @param onChange called after each batch
     * @param maxWaiting claims that may wait for their decision
     * @param maxBatch claims decided together at most
     */
    Lane(
            String eventId,
            ClaimDecider<C, R> decider,
            UnitUpdates unitUpdates,
            Runnable onChange,
            int maxWaiting,
            int maxBatch,
            Clock clock) {
        this.eventId = eventId;
        this.decider = decider;
        this.unitUpdates = unitUpdates;
        this.onChange = onChange;
        this.maxBatch = maxBatch;
        this.clock = clock;
        this.claims = new LinkedBlockingQueue<>(maxWaiting);
        this.lastUsed = clock.instant();
    }

    /** Asks for units. The future fails with {@link Refused}, {@link LimitReached} or {@link Busy}. */
    CompletableFuture<R> claim(C claim) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        if (!claims.offer(new PendingClaim<>(claim, answer))) {
            answer.completeExceptionally(Busy.nothingWritten("Too many buyers are waiting for this event"));
            return answer;
        }
        wake();
        return answer;
    }

    /** The order bought the units it held. Repeating it changes nothing. */
    CompletableFuture<Void> sell(String orderId, Allocation allocation) {
        return settle(UnitUpdates.Kind.SELL, orderId, allocation);
    }

    /** All that the buyer's order held or had bought becomes free. Repeating it changes nothing. */
    CompletableFuture<Void> releaseAll(String orderId, Set<String> buyerKeys, Allocation allocation) {
        CompletableFuture<Void> done = unitUpdates.addRelease(orderId, buyerKeys, allocation);
        wake();
        return done;
    }

    /** The buyer's order has only {@code left} of what it had. Repeating it changes nothing. */
    CompletableFuture<Void> keepOnly(String orderId, Set<String> buyerKeys, Allocation had, Allocation left) {
        CompletableFuture<Void> done = unitUpdates.addKeeping(orderId, buyerKeys, had, left);
        wake();
        return done;
    }

    /** These units of the order, held or sold, become free. Repeating it changes nothing. */
    CompletableFuture<Void> release(String orderId, Allocation allocation) {
        return settle(UnitUpdates.Kind.RELEASE, orderId, allocation);
    }

    private CompletableFuture<Void> settle(UnitUpdates.Kind kind, String orderId, Allocation allocation) {
        CompletableFuture<Void> done = unitUpdates.add(kind, OrderUnits.of(orderId, allocation));
        wake();
        return done;
    }

    /** Frees what is overdue and was asked for in vain, between the claims that are waiting. Returns at once. */
    void freeWanted() {
        if (decider.hasWanted()) {
            freeing.set(true);
            wake();
        }
    }

    /** Whether nothing has happened since {@code time} and nothing is waiting. */
    boolean isIdleSince(Instant time) {
        return lastUsed.isBefore(time) && !running.get() && !isAnythingWaiting();
    }

    private boolean isAnythingWaiting() {
        return !claims.isEmpty() || !unitUpdates.isEmpty() || freeing.get();
    }

    private void wake() {
        if (running.compareAndSet(false, true)) {
            Thread.ofVirtual().name("lane-" + eventId).start(this::run);
        }
    }

    private void run() {
        do {
            try {
                while (isAnythingWaiting()) {
                    boolean changed = false;
                    if (!claims.isEmpty() || !unitUpdates.isEmpty()) {
                        lastUsed = clock.instant();
                        unitUpdates.write(maxBatch);
                        decide(nextBatch());
                        changed = true;
                    }
                    if (freeing.getAndSet(false)) {
                        changed |= free();
                    }
                    if (changed) {
                        onChange.run();
                    }
                }
            } finally {
                running.set(false);
            }
        } while (isAnythingWaiting() && running.compareAndSet(false, true));
    }

    private List<PendingClaim<C, R>> nextBatch() {
        List<PendingClaim<C, R>> batch = new ArrayList<>();
        claims.drainTo(batch, maxBatch);
        // A claim whose caller gave up waiting was answered with "try again": it must not get units now.
        batch.removeIf(pending -> pending.answer().isDone());
        return withoutRepetitions(batch);
    }

    /** Of claims with the same order id one is decided; the others get its answer. */
    private List<PendingClaim<C, R>> withoutRepetitions(List<PendingClaim<C, R>> batch) {
        Map<String, PendingClaim<C, R>> first = new LinkedHashMap<>();
        for (PendingClaim<C, R> pending : batch) {
            PendingClaim<C, R> earlier = first.putIfAbsent(pending.claim().orderId(), pending);
            if (earlier != null) {
                CompletableFuture<?> _ = earlier.answer().whenComplete((result, failure) -> {
                    if (failure == null) {
                        pending.answer().complete(result);
                    } else {
                        pending.answer().completeExceptionally(failure);
                    }
                });
            }
        }
        return List.copyOf(first.values());
    }

    private boolean free() {
        try {
            boolean freed = decider.freeWanted();
            if (freed) {
                freeing.set(true);
            }
            return freed;
        } catch (RuntimeException e) {
            log.warn("Could not free what is overdue of event {}: {}", eventId, e.toString());
            return false;
        }
    }

    private void decide(List<PendingClaim<C, R>> batch) {
        try {
            decider.decide(batch);
        } catch (RuntimeException e) {
            // Units that were claimed but have no order are found and released by the sweep.
            log.warn("Could not decide about event {}: {}", eventId, e.toString());
            decider.reset();
            batch.forEach(pending -> pending.answer().completeExceptionally(new Busy("The database does not answer")));
        }
    }
}
