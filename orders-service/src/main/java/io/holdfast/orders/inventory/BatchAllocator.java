package io.holdfast.orders.inventory;

import com.mongodb.MongoException;
import io.holdfast.orders.inventory.OrderSink.AlreadyExists;
import io.holdfast.orders.inventory.OrderSink.NeverWritten;
import io.holdfast.orders.inventory.OrderSink.Outcome;
import io.holdfast.orders.inventory.OrderSink.Unknown;
import io.holdfast.orders.inventory.OrderSink.Written;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides about claims for one event, a batch at a time: chooses blocks in memory, and writes once for all. Memory only
 * chooses; the guards of the writes decide, and nobody is refused before everything that could serve has been read
 * after they asked.
 */
final class BatchAllocator<C extends Claim, R> {

    private static final Logger log = LoggerFactory.getLogger(BatchAllocator.class);

    /** Each round that does not end in a decision was lost to somebody else's success. */
    private static final int MAX_ROUNDS = 50;

    /** A claim with the units chosen for it. */
    private record Plan<C, R>(PendingClaim<C, R> waiting, Allocation allocation, List<LimitUse> limitUses) {

        List<OrderUnits> changes(Claim claim) {
            return OrderUnits.of(claim.orderId(), allocation);
        }
    }

    /**
     * How a round went.
     *
     * @param lost to others, or not tried yet
     * @param wanting who found too little
     * @param limited whose buyer would have too much
     * @param unsettled whether units were given back or lost to others
     */
    private record Round<C, R>(
            List<PendingClaim<C, R>> lost,
            List<PendingClaim<C, R>> wanting,
            List<Limited<C, R>> limited,
            boolean unsettled) {}

    private record Limited<C, R>(PendingClaim<C, R> waiting, LimitUse limitUse, Block allowance) {}

    private final String eventId;
    private final Blocks blocks;
    private final OrderSink<C, R> sink;
    private final EventFreeUnits freeUnits;
    private final UnitUpdates unitUpdates;
    private final RefusalCheck refusalCheck;
    private final Clock clock;
    private final RandomGenerator random;

    BatchAllocator(
            String eventId,
            Blocks blocks,
            OrderSink<C, R> sink,
            EventFreeUnits freeUnits,
            UnitUpdates unitUpdates,
            RefusalCheck refusalCheck,
            Clock clock,
            RandomGenerator random) {
        this.eventId = eventId;
        this.blocks = blocks;
        this.sink = sink;
        this.freeUnits = freeUnits;
        this.unitUpdates = unitUpdates;
        this.refusalCheck = refusalCheck;
        this.clock = clock;
        this.random = random;
    }

    /** After a failure: believes nothing any more. */
    void forget() {
        freeUnits.forget();
        refusalCheck.forget();
    }

    /** Answers each claim; each has an order id of its own. */
    void decide(List<PendingClaim<C, R>> batch) {
        List<PendingClaim<C, R>> todo = batch;
        Set<String> fresh = new HashSet<>();
        for (int round = 0; round < MAX_ROUNDS && !todo.isEmpty(); round++) {
            Round<C, R> outcome = grant(todo);
            todo = new ArrayList<>(outcome.lost());
            Set<String> mayComeBack = refusalCheck.allowancesToReread(
                    outcome.limited().stream().map(Limited::allowance).toList());
            for (Limited<C, R> limited : outcome.limited()) {
                if (mayComeBack.contains(limited.allowance().id())) {
                    todo.add(limited.waiting());
                } else {
                    refuse(limited);
                }
            }
            if (!outcome.wanting().isEmpty()) {
                Set<String> wanted = tiers(outcome.wanting());
                if (fresh.containsAll(wanted) && !outcome.unsettled() && !refusalCheck.mayComeBack(wanted)) {
                    refuse(outcome.wanting());
                } else {
                    todo.addAll(outcome.wanting());
                    freeUnits.read(wanted);
                    fresh.addAll(wanted);
                }
            }
        }
        todo.forEach(waiting -> waiting.answer().completeExceptionally(new Busy("Too many buyers at once")));
    }

    private Set<String> tiers(Collection<PendingClaim<C, R>> claims) {
        return claims.stream()
                .flatMap(waiting -> waiting.claim().items().stream())
                .map(ClaimItem::tierId)
                .collect(Collectors.toSet());
    }

    private void refuse(Limited<C, R> limited) {
        int left = Math.max(0, limited.limitUse().left(limited.allowance()));
        limited.waiting()
                .answer()
                .completeExceptionally(new LimitReached(limited.limitUse().limit(), left));
    }

    private void refuse(List<PendingClaim<C, R>> wanting) {
        Map<String, RuntimeException> reasons =
                refusalCheck.of(wanting.stream().map(PendingClaim::claim).toList());
        for (PendingClaim<C, R> waiting : wanting) {
            waiting.answer()
                    .completeExceptionally(
                            Objects.requireNonNull(reasons.get(waiting.claim().orderId())));
        }
    }

    private Round<C, R> grant(List<PendingClaim<C, R>> claims) {
        Round<C, R> round = new Round<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), false);
        List<Plan<C, R>> plans = plan(claims, round);
        if (plans.isEmpty()) {
            return round;
        }
        Instant now = clock.instant();
        OrderSink.OrderBatch<C, R> orderBatch = sink.openBatch(
                plans.stream().map(plan -> plan.waiting().claim().orderId()).toList());
        List<Plan<C, R>> taken = take(plans, now);
        boolean gaveBack = write(orderBatch, taken, now);
        boolean all = taken.size() == plans.size();
        if (!all) {
            Set<Plan<C, R>> served = new HashSet<>(taken);
            plans.stream()
                    .filter(plan ->
                            !served.contains(plan) && !plan.waiting().answer().isDone())
                    .map(Plan::waiting)
                    .forEach(round.lost()::add);
        }
        return new Round<>(round.lost(), round.wanting(), round.limited(), gaveBack || !all);
    }

    /** Chooses units for whoever can have some, and sorts the others into the round. */
    private List<Plan<C, R>> plan(List<PendingClaim<C, R>> claims, Round<C, R> round) {
        Map<String, Block> allowances = allowances(claims);
        Set<String> used = new HashSet<>();
        List<Plan<C, R>> plans = new ArrayList<>();
        for (PendingClaim<C, R> waiting : claims) {
            C claim = waiting.claim();
            List<LimitUse> limitUses = LimitUse.of(eventId, claim);
            if (limitUses.stream().anyMatch(limitUse -> used.contains(limitUse.blockId()))) {
                round.lost().add(waiting); // one of a buyer's orders at a time
                continue;
            }
            Limited<C, R> limited = limited(waiting, limitUses, allowances);
            if (limited != null) {
                round.limited().add(limited);
                continue;
            }
            Allocation allocation = freeUnits.take(claim);
            if (allocation.isEmpty()) {
                round.wanting().add(waiting);
                continue;
            }
            limitUses.forEach(limitUse -> used.add(limitUse.blockId()));
            List<Allocation.Part> counted =
                    limitUses.stream().map(LimitUse::part).toList();
            plans.add(new Plan<>(waiting, allocation.and(counted), limitUses));
        }
        return plans;
    }

    /** What is read here only spares buyers at their limit a try: the guards hold the limits. */
    private Map<String, Block> allowances(List<PendingClaim<C, R>> claims) {
        Set<String> ids = claims.stream()
                .flatMap(waiting -> LimitUse.of(eventId, waiting.claim()).stream())
                .map(LimitUse::blockId)
                .collect(Collectors.toSet());
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<String, Block> found = byId(blocks.read(ids));
        Set<String> missing = new HashSet<>(ids);
        missing.removeAll(found.keySet());
        if (!missing.isEmpty()) {
            blocks.openAllowances(eventId, missing);
        }
        return found;
    }

    private @Nullable Limited<C, R> limited(
            PendingClaim<C, R> waiting, List<LimitUse> limitUses, Map<String, Block> allowances) {
        for (LimitUse limitUse : limitUses) {
            Block allowance = allowances.get(limitUse.blockId());
            boolean exceeded = limitUse.left(allowance) < limitUse.units();
            if (allowance != null
                    && exceeded
                    && allowance.holder(waiting.claim().orderId()) == null) {
                return new Limited<>(waiting, limitUse, allowance);
            }
            if (allowance == null && exceeded) {
                return new Limited<>(waiting, limitUse, new Block(limitUse.blockId(), 0, Map.of(), null));
            }
        }
        return null;
    }

    /** Takes the planned units; returns the plans that got all of theirs. */
    private List<Plan<C, R>> take(List<Plan<C, R>> plans, Instant now) {
        Map<String, List<OrderUnits>> byBlock = plans.stream()
                .flatMap(plan -> plan.changes(plan.waiting().claim()).stream())
                .collect(Collectors.groupingBy(OrderUnits::blockId));
        Map<String, Integer> floors = new HashMap<>();
        plans.stream()
                .flatMap(plan -> plan.limitUses().stream())
                .forEach(limitUse ->
                        floors.put(limitUse.blockId(), -limitUse.limit().most()));
        Set<String> repeatable = plans.stream()
                .map(plan -> plan.waiting().claim())
                .filter(Claim::repeatable)
                .map(Claim::orderId)
                .collect(Collectors.toSet());
        long attempt = random.nextLong();
        boolean answered = true;
        boolean all = false;
        try {
            all = blocks.write(byBlock.entrySet().stream()
                    .<BlockUpdate>map(block -> new BlockUpdate.Hold(
                            block.getKey(),
                            block.getValue(),
                            repeatable,
                            attempt,
                            now,
                            floors.getOrDefault(block.getKey(), 0)))
                    .toList());
        } catch (MongoException e) {
            log.warn("Claims for event {} have no answer, reading them back: {}", eventId, e.toString());
            answered = false;
        }
        return all ? plans : readBack(plans, byBlock.keySet(), attempt, answered);
    }

    /**
     * Finds out which claims were granted. Of the others, those granted in part give their part back.
     *
     * @param attempt that the write was
     * @param answered whether the write came to its end; else it may still take effect, and must not be done beside it
     */
    private List<Plan<C, R>> readBack(List<Plan<C, R>> plans, Set<String> blockIds, long attempt, boolean answered) {
        Map<String, Block> found = byId(blocks.read(blockIds));
        found.values().forEach(freeUnits::correct);
        List<Plan<C, R>> granted = new ArrayList<>();
        for (Plan<C, R> plan : plans) {
            C claim = plan.waiting().claim();
            List<OrderUnits> wanted = plan.changes(claim);
            List<OrderUnits> held =
                    wanted.stream().filter(change -> holds(found, change)).toList();
            Set<Long> attempts = claim.repeatable() ? attempts(found, wanted) : Set.of();
            if (held.size() == wanted.size() && attempts.size() <= 1) {
                granted.add(plan);
            } else if (!answered && !attempts.isEmpty()) {
                leaveToTwin(plan.waiting());
            } else if (attempts.stream().anyMatch(other -> other != attempt)) {
                unitUpdates.release(held.stream()
                        .filter(change -> attempts(found, List.of(change)).contains(attempt))
                        .toList());
                leaveToTwin(plan.waiting());
            } else {
                unitUpdates.release(held);
                if (!answered) {
                    plan.waiting().answer().completeExceptionally(new Busy("The database does not answer"));
                }
            }
        }
        return granted;
    }

    private static Map<String, Block> byId(List<Block> blocks) {
        return blocks.stream().collect(Collectors.toMap(Block::id, block -> block));
    }

    /**
     * What another attempt of a repeated claim holds may belong to its order by now: giving it back would sell it twice, and
     * taking other units beside it would go on for ever. What belongs to no order, healing finds.
     */
    private void leaveToTwin(PendingClaim<C, R> waiting) {
        sink.find(waiting.claim().orderId())
                .ifPresentOrElse(
                        waiting.answer()::complete,
                        () -> waiting.answer()
                                .completeExceptionally(new Busy("An earlier request is still being settled")));
    }

    /** The attempts of a claim, this one or a twin's, that have units of what is wanted now. */
    private static Set<Long> attempts(Map<String, Block> blocks, List<OrderUnits> wanted) {
        return wanted.stream()
                .map(change -> holder(blocks, change))
                .filter(Objects::nonNull)
                .map(Block.Holder::attempt)
                .collect(Collectors.toSet());
    }

    private static boolean holds(Map<String, Block> blocks, OrderUnits change) {
        Block.Holder held = holder(blocks, change);
        return held != null && held.units() == change.units() && held.seats().equals(change.seats());
    }

    private static Block.@Nullable Holder holder(Map<String, Block> blocks, OrderUnits change) {
        Block block = blocks.get(change.blockId());
        return block == null ? null : block.holder(change.orderId());
    }

    /** Writes granted claims down as orders and answers; returns whether units had to be given back. */
    private boolean write(OrderSink.OrderBatch<C, R> orderBatch, List<Plan<C, R>> plans, Instant now) {
        List<Outcome<R>> entries = orderBatch.write(plans.stream()
                .map(plan -> new GrantedClaim<>(plan.waiting().claim(), plan.allocation(), now))
                .toList());
        List<R> written = new ArrayList<>();
        List<OrderUnits> back = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            Plan<C, R> plan = plans.get(i);
            CompletableFuture<R> answer = plan.waiting().answer();
            C claim = plan.waiting().claim();
            switch (entries.get(i)) {
                case Written<R>(R result) -> {
                    written.add(result);
                    if (claim.isFreeOfCharge()) {
                        var _ = unitUpdates.add(UnitUpdates.Kind.SELL, plan.changes(claim));
                    }
                    answer.complete(result);
                }
                case AlreadyExists<R>(R result, Allocation named) -> {
                    back.addAll(OrderUnits.of(claim.orderId(), plan.allocation().without(named)));
                    answer.complete(result);
                }
                case NeverWritten<R>() -> {
                    back.addAll(plan.changes(claim));
                    answer.completeExceptionally(new Busy("The database did not take the order"));
                }
                case Unknown<R>() -> answer.completeExceptionally(new Busy("The database does not answer"));
            }
        }
        orderBatch.publish(written);
        unitUpdates.release(back); // last: if it fails, healing finds them, and nobody's answer hangs on it
        return !back.isEmpty();
    }
}
