package io.holdfast.orders.inventory;

import com.mongodb.MongoException;
import io.holdfast.orders.inventory.Blocks.Change;
import io.holdfast.orders.inventory.OrderBook.AlreadyThere;
import io.holdfast.orders.inventory.OrderBook.Entry;
import io.holdfast.orders.inventory.OrderBook.Impossible;
import io.holdfast.orders.inventory.OrderBook.Unknown;
import io.holdfast.orders.inventory.OrderBook.Written;
import io.holdfast.orders.inventory.Refused.Shortage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides about one event, one batch after another: takes whatever is waiting (never waits for more), chooses blocks in
 * memory, and writes once for all. Memory only chooses; the guards of the writes decide, and nobody is refused before
 * everything that could serve has been read after they asked.
 *
 * <p>All state but the queues belongs to the one virtual thread that runs while something is waiting.
 */
final class Lane<C extends Claim, R> {

    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    /** Each round that does not end in a decision was lost to another replica's success. */
    private static final int MAX_ROUNDS = 50;

    private static final Duration RETRY_SOON = Duration.ofSeconds(1);

    /** What a claimant waits for. */
    private record Waiting<C, R>(C claim, CompletableFuture<R> answer) {}

    /** A claim with the units chosen for it. */
    private record Plan<C, R>(Waiting<C, R> waiting, Allocation allocation) {}

    /** How a round went: who found too little, and whether it gave units back or lost some to others. */
    private record Round<C, R>(List<Waiting<C, R>> lost, List<Waiting<C, R>> wanting, boolean unsettled) {}

    private final String eventId;
    private final Blocks blocks;
    private final OrderBook<C, R> book;
    private final Duration hold;
    private final int maxBatch;
    private final Clock clock;
    private final Runnable changed;

    private final BlockingQueue<Waiting<C, R>> claims;
    private final Settlements settlements;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile Instant lastUsed;

    private final Shelves shelves;
    private final Map<String, Deadlines> deadlines = new HashMap<>();

    Lane(
            String eventId,
            Blocks blocks,
            OrderBook<C, R> book,
            LaneLimits limits,
            Clock clock,
            RandomGenerator random,
            Runnable changed) {
        this.eventId = eventId;
        this.blocks = blocks;
        this.book = book;
        this.hold = limits.hold();
        this.maxBatch = limits.maxBatch();
        this.claims = new ArrayBlockingQueue<>(limits.maxWaiting());
        this.clock = clock;
        this.shelves = new Shelves(eventId, blocks, random);
        this.settlements = new Settlements(blocks, shelves);
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
        if (!claims.offer(new Waiting<>(claim, answer))) {
            answer.completeExceptionally(new Busy("Too many buyers are waiting for this event"));
            return answer;
        }
        wake();
        return answer;
    }

    /** The order bought the units it held. Repeating it changes nothing. */
    CompletableFuture<Void> sell(String orderId, Allocation allocation) {
        return settle(Settlements.Kind.SELL, orderId, allocation);
    }

    /** The order gives its units back, held or bought. Repeating it changes nothing. */
    CompletableFuture<Void> release(String orderId, Allocation allocation) {
        return settle(Settlements.Kind.RELEASE, orderId, allocation);
    }

    private CompletableFuture<Void> settle(Settlements.Kind kind, String orderId, Allocation allocation) {
        CompletableFuture<Void> done = settlements.add(kind, changes(orderId, allocation));
        wake();
        return done;
    }

    /** Whether nothing has happened since {@code time}. */
    boolean isIdleSince(Instant time) {
        return lastUsed.isBefore(time) && !running.get() && claims.isEmpty() && settlements.isEmpty();
    }

    private void wake() {
        if (running.compareAndSet(false, true)) {
            Thread.ofVirtual().name("lane-" + eventId).start(this::run);
        }
    }

    private void run() {
        do {
            try {
                while (!claims.isEmpty() || !settlements.isEmpty()) {
                    lastUsed = clock.instant();
                    settlements.write(maxBatch);
                    List<Waiting<C, R>> batch = new ArrayList<>();
                    claims.drainTo(batch, maxBatch);
                    process(batch);
                    changed.run();
                }
            } finally {
                running.set(false);
            }
        } while ((!claims.isEmpty() || !settlements.isEmpty()) && running.compareAndSet(false, true));
    }

    private void process(List<Waiting<C, R>> batch) {
        try {
            decide(withoutRepetitions(batch));
        } catch (RuntimeException e) {
            // What was written is written; what is held for nobody will be found and released.
            log.warn("Could not decide about event {}: {}", eventId, e.toString());
            shelves.forget();
            deadlines.clear();
            batch.forEach(waiting -> waiting.answer().completeExceptionally(new Busy("The database does not answer")));
        }
    }

    /** One claim decides for those that repeat it in the same batch. */
    private List<Waiting<C, R>> withoutRepetitions(List<Waiting<C, R>> batch) {
        Map<String, Waiting<C, R>> first = new LinkedHashMap<>();
        for (Waiting<C, R> waiting : batch) {
            Waiting<C, R> earlier = first.putIfAbsent(waiting.claim().orderId(), waiting);
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

    private void decide(List<Waiting<C, R>> batch) {
        List<Waiting<C, R>> todo = batch;
        Set<String> fresh = new HashSet<>();
        for (int round = 0; round < MAX_ROUNDS && !todo.isEmpty(); round++) {
            Round<C, R> outcome = grant(todo);
            todo = new ArrayList<>(outcome.lost());
            if (!outcome.wanting().isEmpty()) {
                Set<String> wanted = tiers(outcome.wanting());
                if (!fresh.containsAll(wanted) || outcome.unsettled() || expireOverdue(wanted)) {
                    todo.addAll(outcome.wanting());
                    shelves.read(wanted);
                    fresh.addAll(wanted);
                } else {
                    refuse(outcome.wanting());
                }
            }
        }
        todo.forEach(waiting -> waiting.answer().completeExceptionally(new Busy("Too many buyers at once")));
    }

    private Set<String> tiers(Collection<Waiting<C, R>> claims) {
        return claims.stream()
                .flatMap(waiting -> waiting.claim().units().keySet().stream())
                .collect(Collectors.toSet());
    }

    private Round<C, R> grant(List<Waiting<C, R>> claims) {
        List<Plan<C, R>> plans = new ArrayList<>();
        List<Waiting<C, R>> wanting = new ArrayList<>();
        for (Waiting<C, R> waiting : claims) {
            Allocation allocation = shelves.take(waiting.claim());
            if (allocation.isEmpty()) {
                wanting.add(waiting);
            } else {
                plans.add(new Plan<>(waiting, allocation));
            }
        }
        if (plans.isEmpty()) {
            return new Round<>(List.of(), wanting, false);
        }
        Instant now = clock.instant();
        List<Plan<C, R>> taken = take(plans, now);
        boolean gaveBack = write(taken, now);
        if (taken.size() == plans.size()) {
            return new Round<>(List.of(), wanting, gaveBack);
        }
        Set<Plan<C, R>> served = new HashSet<>(taken);
        List<Waiting<C, R>> lost = plans.stream()
                .filter(plan ->
                        !served.contains(plan) && !plan.waiting().answer().isDone())
                .map(Plan::waiting)
                .toList();
        return new Round<>(lost, wanting, true);
    }

    /** Takes the planned units; returns the plans that got all of theirs. */
    private List<Plan<C, R>> take(List<Plan<C, R>> plans, Instant now) {
        Map<String, List<Change>> byBlock = plans.stream()
                .flatMap(plan -> changes(plan.waiting().claim().orderId(), plan.allocation()).stream())
                .collect(Collectors.groupingBy(Change::blockId));
        Set<String> repeatable = plans.stream()
                .map(plan -> plan.waiting().claim())
                .filter(Claim::repeatable)
                .map(Claim::orderId)
                .collect(Collectors.toSet());
        boolean answered = true;
        boolean all = false;
        try {
            all = blocks.write(byBlock.entrySet().stream()
                    .map(entry -> Blocks.claim(entry.getKey(), entry.getValue(), repeatable, now))
                    .toList());
        } catch (MongoException e) {
            log.warn("Claims for event {} have no answer, reading them back: {}", eventId, e.toString());
            answered = false;
        }
        return all ? plans : readBack(plans, byBlock.keySet(), answered);
    }

    /**
     * Finds out which claims were granted. Of the others, those granted in part give their part back.
     *
     * @param answered whether the write came to its end; else it may still take effect, and must not be done beside it
     */
    private List<Plan<C, R>> readBack(List<Plan<C, R>> plans, Set<String> blockIds, boolean answered) {
        Map<String, Document> found =
                blocks.read(blockIds).stream().collect(Collectors.toMap(block -> block.getString("_id"), b -> b));
        found.forEach((blockId, block) -> shelves.correct(blockId, block.getInteger("free")));
        List<Plan<C, R>> granted = new ArrayList<>();
        for (Plan<C, R> plan : plans) {
            C claim = plan.waiting().claim();
            List<Change> wanted = changes(claim.orderId(), plan.allocation());
            List<Change> held =
                    wanted.stream().filter(change -> holds(found, change)).toList();
            if (held.size() == wanted.size()) {
                granted.add(plan);
            } else if (claim.repeatable() && wanted.stream().anyMatch(change -> holder(found, change) != null)) {
                leaveToTwin(plan.waiting());
            } else {
                settlements.release(held);
                if (!answered) {
                    plan.waiting().answer().completeExceptionally(new Busy("The database does not answer"));
                }
            }
        }
        return granted;
    }

    /**
     * What is held under a repeated claim's id may belong to its twin, whose order names it: giving it back would sell it
     * twice, and taking other units beside it would go on for ever. What belongs to no order, healing finds.
     */
    private void leaveToTwin(Waiting<C, R> waiting) {
        book.find(waiting.claim().orderId())
                .ifPresentOrElse(
                        waiting.answer()::complete,
                        () -> waiting.answer()
                                .completeExceptionally(new Busy("An earlier request is still being settled")));
    }

    private static boolean holds(Map<String, Document> blocks, Change change) {
        Document holder = holder(blocks, change);
        return holder != null && holder.getInteger("units") == change.units();
    }

    private static @Nullable Document holder(Map<String, Document> blocks, Change change) {
        Document block = blocks.get(change.blockId());
        return block == null ? null : block.get("holders", Document.class).get(change.orderId(), Document.class);
    }

    /** Writes granted claims down as orders and answers; returns whether units had to be given back. */
    private boolean write(List<Plan<C, R>> plans, Instant now) {
        if (plans.isEmpty()) {
            return false;
        }
        List<Entry<R>> entries = book.write(plans.stream()
                .map(plan -> new Grant<>(plan.waiting().claim(), plan.allocation(), now))
                .toList());
        List<R> written = new ArrayList<>();
        boolean gaveBack = false;
        for (int i = 0; i < plans.size(); i++) {
            Plan<C, R> plan = plans.get(i);
            CompletableFuture<R> answer = plan.waiting().answer();
            C claim = plan.waiting().claim();
            switch (entries.get(i)) {
                case Written<R>(R result) -> {
                    written.add(result);
                    if (claim.free()) {
                        var _ = sell(claim.orderId(), plan.allocation());
                    }
                    answer.complete(result);
                }
                case AlreadyThere<R>(R result, Allocation named) -> {
                    settlements.release(
                            changes(claim.orderId(), plan.allocation().without(named)));
                    gaveBack = true;
                    answer.complete(result);
                }
                case Impossible<R>() -> {
                    settlements.release(changes(claim.orderId(), plan.allocation()));
                    gaveBack = true;
                    answer.completeExceptionally(new Busy("The database did not take the order"));
                }
                case Unknown<R>() -> answer.completeExceptionally(new Busy("The database does not answer"));
            }
        }
        book.announce(written);
        return gaveBack;
    }

    private static List<Change> changes(String orderId, Allocation allocation) {
        return allocation.parts().stream()
                .map(part -> new Change(orderId, part.blockId(), part.units()))
                .toList();
    }

    /** Expires holds past their deadline; returns whether that freed anything. */
    private boolean expireOverdue(Set<String> tiers) {
        boolean freed = false;
        for (String tier : tiers) {
            Instant now = clock.instant();
            Deadlines known = deadlines.get(tier);
            if (known == null || known.isOutdatedAt(now)) {
                known = new Deadlines(blocks.holders(eventId, tier), now, hold);
                deadlines.put(tier, known);
            }
            List<OrderBook.Holder> due = known.takeDue(now);
            if (!due.isEmpty()) {
                List<Change> gone = book.judge(due).entrySet().stream()
                        .filter(judged -> judged.getValue() == OrderBook.Standing.GONE)
                        .map(judged -> judged.getKey())
                        .map(holder -> new Change(holder.orderId(), holder.blockId(), holder.units()))
                        .toList();
                if (!gone.isEmpty()) {
                    settlements.release(gone);
                    freed = true;
                }
            }
        }
        return freed;
    }

    private void refuse(List<Waiting<C, R>> wanting) {
        Map<String, Integer> held = new HashMap<>();
        tiers(wanting).forEach(tier -> held.put(tier, blocks.held(eventId, tier)));
        for (Waiting<C, R> waiting : wanting) {
            List<Shortage> shortages = new ArrayList<>();
            boolean servableLater = true;
            Duration retryAfter = RETRY_SOON;
            for (Map.Entry<String, Integer> wanted : waiting.claim().units().entrySet()) {
                String tier = wanted.getKey();
                int free = shelves.free(tier);
                int holding = held.getOrDefault(tier, 0);
                if (free < wanted.getValue()) {
                    shortages.add(new Shortage(tier, wanted.getValue(), free, holding));
                    servableLater &= free + holding >= wanted.getValue();
                    Duration next = untilNextDeadline(tier);
                    retryAfter = next.compareTo(retryAfter) > 0 ? next : retryAfter;
                }
            }
            if (shortages.isEmpty()) {
                // Others of this batch took what it saw and gave it back since: not a refusal.
                waiting.answer().completeExceptionally(new Busy("Tickets are changing hands"));
            } else {
                waiting.answer().completeExceptionally(new Refused(shortages, servableLater ? retryAfter : null));
            }
        }
    }

    private Duration untilNextDeadline(String tier) {
        Deadlines known = deadlines.get(tier);
        return known == null ? RETRY_SOON : known.untilNext(clock.instant());
    }
}
