package io.holdfast.orders.inventory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where claims for one event wait to be decided, one batch after another: it takes whatever is waiting and never waits for more.
 *
 * <p>All state but the queues belongs to the one virtual thread that runs while something is waiting.
 */
final class Lane<C extends Claim, R> {

    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    /** Between two looks at what others are about to settle. */
    private static final RefusalCheck.Pause PAUSE = () -> Thread.sleep(Duration.ofMillis(20));

    private final String eventId;
    private final int maxBatch;
    private final Clock clock;
    private final Runnable changed;

    private final BlockingQueue<PendingClaim<C, R>> claims;
    private final UnitUpdates unitUpdates;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile Instant lastUsed;

    private final BatchAllocator<C, R> decider;

    Lane(
            String eventId,
            Blocks blocks,
            OrderSink<C, R> sink,
            LaneLimits limits,
            Clock clock,
            RandomGenerator random,
            Runnable changed) {
        this.eventId = eventId;
        this.maxBatch = limits.maxBatch();
        this.claims = new ArrayBlockingQueue<>(limits.maxWaiting());
        this.clock = clock;
        EventFreeUnits freeUnits = new EventFreeUnits(eventId, blocks, random);
        this.unitUpdates = new UnitUpdates(blocks, freeUnits);
        RefusalCheck refusalCheck =
                new RefusalCheck(eventId, blocks, sink, freeUnits, unitUpdates, limits.hold(), clock, PAUSE);
        this.decider = new BatchAllocator<>(eventId, blocks, sink, freeUnits, unitUpdates, refusalCheck, clock, random);
        this.changed = changed;
        this.lastUsed = clock.instant();
    }

    /**
     * @param hold how long units are held
     * @param maxWaiting claims that may wait for their decision
     * @param maxBatch claims decided together at most
     */
    record LaneLimits(Duration hold, int maxWaiting, int maxBatch) {}

    /** Asks for units. Fails with {@link Refused} or {@link Busy}. */
    CompletableFuture<R> claim(C claim) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        if (!claims.offer(new PendingClaim<>(claim, answer))) {
            answer.completeExceptionally(new Busy("Too many buyers are waiting for this event"));
            return answer;
        }
        wake();
        return answer;
    }

    /** The order bought the units it held. Repeating it changes nothing. */
    CompletableFuture<Void> sell(String orderId, Allocation allocation) {
        return settle(UnitUpdates.Kind.SELL, orderId, allocation);
    }

    /** The order gives its units back, held or bought. Repeating it changes nothing. */
    CompletableFuture<Void> release(String orderId, Allocation allocation) {
        return settle(UnitUpdates.Kind.RELEASE, orderId, allocation);
    }

    private CompletableFuture<Void> settle(UnitUpdates.Kind kind, String orderId, Allocation allocation) {
        CompletableFuture<Void> done = unitUpdates.add(kind, OrderUnits.of(orderId, allocation));
        wake();
        return done;
    }

    /** Whether nothing has happened since {@code time}. */
    boolean isIdleSince(Instant time) {
        return lastUsed.isBefore(time) && !running.get() && claims.isEmpty() && unitUpdates.isEmpty();
    }

    private void wake() {
        if (running.compareAndSet(false, true)) {
            Thread.ofVirtual().name("lane-" + eventId).start(this::run);
        }
    }

    private void run() {
        do {
            try {
                while (!claims.isEmpty() || !unitUpdates.isEmpty()) {
                    lastUsed = clock.instant();
                    unitUpdates.write(maxBatch);
                    List<PendingClaim<C, R>> batch = new ArrayList<>();
                    claims.drainTo(batch, maxBatch);
                    // Whoever was told to try again later, for want of an answer, gets nothing now.
                    batch.removeIf(waiting -> waiting.answer().isDone());
                    process(batch);
                    changed.run();
                }
            } finally {
                running.set(false);
            }
        } while ((!claims.isEmpty() || !unitUpdates.isEmpty()) && running.compareAndSet(false, true));
    }

    private void process(List<PendingClaim<C, R>> batch) {
        try {
            decider.decide(withoutRepetitions(batch));
        } catch (RuntimeException e) {
            // What was written is written; what is held for nobody will be found and released.
            log.warn("Could not decide about event {}: {}", eventId, e.toString());
            decider.forget();
            batch.forEach(waiting -> waiting.answer().completeExceptionally(new Busy("The database does not answer")));
        }
    }

    /** One claim decides for those that repeat it in the same batch. */
    private List<PendingClaim<C, R>> withoutRepetitions(List<PendingClaim<C, R>> batch) {
        Map<String, PendingClaim<C, R>> first = new LinkedHashMap<>();
        for (PendingClaim<C, R> waiting : batch) {
            PendingClaim<C, R> earlier = first.putIfAbsent(waiting.claim().orderId(), waiting);
            if (earlier != null) {
                var _ = earlier.answer().whenComplete((result, failure) -> {
                    if (failure == null) {
                        waiting.answer().complete(result);
                    } else {
                        waiting.answer().completeExceptionally(failure);
                    }
                });
            }
        }
        return List.copyOf(first.values());
    }
}
