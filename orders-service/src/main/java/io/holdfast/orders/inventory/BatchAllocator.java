package io.holdfast.orders.inventory;

import io.holdfast.orders.inventory.OrderSink.AlreadyExists;
import io.holdfast.orders.inventory.OrderSink.NeverWritten;
import io.holdfast.orders.inventory.OrderSink.OrderBatch;
import io.holdfast.orders.inventory.OrderSink.Outcome;
import io.holdfast.orders.inventory.OrderSink.Unknown;
import io.holdfast.orders.inventory.OrderSink.Written;
import java.time.Clock;
import java.time.Duration;
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

/**
 * Decides claims for one event, a batch at a time: chooses units in memory and claims them with one write. Memory only chooses; the
 * guards of the writes decide. A claim is refused only after everything that could serve it was read later than it was made.
 */
final class BatchAllocator<C extends Claim, R> implements ClaimDecider<C, R> {

    /** A round that brings no decision lost its units to orders of other replicas. */
    private static final int MAX_ROUNDS = 50;

    private static final Duration FREEING = Duration.ofMinutes(1);

    /**
     * How a round went for the claims that got no units.
     *
     * @param retry lost their units to other orders, or were not tried yet
     * @param tooFew found fewer units than they need
     * @param overLimit would exceed a limit of their buyer
     * @param unsettled whether units were released, or lost to other orders, so that the next round may find more
     */
    private record Round<C extends Claim, R>(
            List<PendingClaim<C, R>> retry,
            List<PendingClaim<C, R>> tooFew,
            List<OverLimit<C, R>> overLimit,
            boolean unsettled) {}

    private record OverLimit<C extends Claim, R>(PendingClaim<C, R> pending, BuyerLimits.Exceeded exceeded) {}

    private final String eventId;
    private final OrderSink<C, R> orderSink;
    private final EventFreeUnits freeUnits;
    private final UnitUpdates unitUpdates;
    private final BuyerLimits limits;
    private final UnitClaimer<C, R> claimer;
    private final RefusalCheck refusalCheck;
    private final RefusalReasons refusalReasons;
    private final HoldExpiry expiry;
    private final Duration hold;

    /** Tiers of which units were asked for in vain, by the time of the last such claim. */
    private final Map<String, Instant> wanted = new HashMap<>();

    private volatile boolean hasWanted;

    private final Clock clock;
    private final RandomGenerator random;

    /**
     * @param hold how long units are held for an order that is not paid
     * @param pause waits a moment for other replicas
     */
    BatchAllocator(
            String eventId,
            Blocks blocks,
            OrderSink<C, R> orderSink,
            EventFreeUnits freeUnits,
            UnitUpdates unitUpdates,
            Duration hold,
            Clock clock,
            RandomGenerator random,
            RefusalCheck.Pause pause) {
        this.eventId = eventId;
        this.orderSink = orderSink;
        this.freeUnits = freeUnits;
        this.unitUpdates = unitUpdates;
        this.limits = new BuyerLimits(eventId, blocks, orderSink, unitUpdates);
        this.claimer = new UnitClaimer<>(eventId, blocks, orderSink, freeUnits, unitUpdates);
        this.hold = hold;
        this.expiry = new HoldExpiry(eventId, blocks, orderSink, unitUpdates, hold, clock);
        this.refusalCheck = new RefusalCheck(eventId, blocks, orderSink, freeUnits, expiry, clock, pause);
        this.refusalReasons = new RefusalReasons(eventId, blocks, freeUnits, expiry);
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void reset() {
        freeUnits.clear();
    }

    @Override
    public void decide(List<PendingClaim<C, R>> batch) {
        List<PendingClaim<C, R>> open = batch;
        Set<String> reread = new HashSet<>();
        for (int i = 0; i < MAX_ROUNDS && !open.isEmpty(); i++) {
            Round<C, R> round = allocate(open);
            open = new ArrayList<>(round.retry());
            open.addAll(refuseOrRetry(round.overLimit()));
            open.addAll(refuseOrRetry(round, reread));
        }
        open.forEach(pending -> pending.answer().completeExceptionally(Busy.nothingWritten("Too many buyers at once")));
    }

    /** Claims units for what can have some, writes the orders and answers them. */
    private Round<C, R> allocate(List<PendingClaim<C, R>> claims) {
        Round<C, R> round = new Round<>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), false);
        List<PlannedClaim<C, R>> plans = plan(claims, round);
        if (plans.isEmpty()) {
            return round;
        }
        Instant now = clock.instant();
        OrderBatch<C, R> orders = orderSink.openBatch(
                eventId, plans.stream().map(plan -> plan.claim().orderId()).toList());
        long attempt = random.nextLong();
        List<PlannedClaim<C, R>> granted = claimer.claim(plans, attempt, now);
        boolean released = writeOrders(orders, granted, attempt, now);
        boolean lost = granted.size() < plans.size();
        if (lost) {
            Set<PlannedClaim<C, R>> served = new HashSet<>(granted);
            plans.stream()
                    .filter(plan ->
                            !served.contains(plan) && !plan.pending().answer().isDone())
                    .map(PlannedClaim::pending)
                    .forEach(round.retry()::add);
        }
        return new Round<>(round.retry(), round.tooFew(), round.overLimit(), released || lost);
    }

    /** Chooses units for each claim, and adds the claims that cannot have any now to the round. */
    private List<PlannedClaim<C, R>> plan(List<PendingClaim<C, R>> claims, Round<C, R> round) {
        Map<String, Block> allowances =
                limits.readAllowances(claims.stream().map(PendingClaim::claim).toList());
        Set<String> usedAllowances = new HashSet<>();
        List<PlannedClaim<C, R>> plans = new ArrayList<>();
        for (PendingClaim<C, R> pending : claims) {
            C claim = pending.claim();
            List<LimitUse> uses = LimitUse.of(eventId, claim);
            if (uses.stream().anyMatch(use -> usedAllowances.contains(use.blockId()))) {
                round.retry().add(pending); // one order of a buyer at a time
                continue;
            }
            BuyerLimits.Exceeded exceeded = limits.exceeded(claim, uses, allowances);
            if (exceeded != null) {
                round.overLimit().add(new OverLimit<>(pending, exceeded));
                continue;
            }
            Allocation allocation = freeUnits.choose(claim);
            if (allocation.isEmpty()) {
                round.tooFew().add(pending);
                continue;
            }
            uses.forEach(use -> usedAllowances.add(use.blockId()));
            plans.add(new PlannedClaim<>(
                    pending, allocation.and(uses.stream().map(LimitUse::part).toList()), uses));
        }
        return plans;
    }

    /** Writes granted claims as orders and answers them; returns whether units had to be released. */
    private boolean writeOrders(OrderBatch<C, R> orders, List<PlannedClaim<C, R>> granted, long attempt, Instant now) {
        List<Outcome<R>> outcomes = orders.write(granted.stream()
                .map(plan -> new GrantedClaim<>(plan.claim(), plan.allocation(), now))
                .toList());
        List<R> written = new ArrayList<>();
        List<OrderUnits> unused = new ArrayList<>();
        for (int i = 0; i < granted.size(); i++) {
            PlannedClaim<C, R> plan = granted.get(i);
            CompletableFuture<R> answer = plan.pending().answer();
            switch (outcomes.get(i)) {
                case Written<R>(R result) -> {
                    written.add(result);
                    if (plan.claim().isFreeOfCharge()) {
                        CompletableFuture<Void> _ = unitUpdates.add(UnitUpdates.Kind.SELL, plan.units());
                    }
                    answer.complete(result);
                }
                case AlreadyExists<R>(R result, Allocation named) -> {
                    unused.addAll(OrderUnits.of(
                            plan.claim().orderId(), plan.allocation().without(named)));
                    answer.complete(result);
                }
                case NeverWritten<R>() -> {
                    unused.addAll(plan.units());
                    answer.completeExceptionally(new Busy("The database did not take the order"));
                }
                case Unknown<R>() -> answer.completeExceptionally(new Busy("The database does not answer"));
            }
        }
        orders.publish(written);
        unitUpdates.release(
                unused,
                UnitClaimer.attempts(
                        granted, attempt)); // last: all are answered, and if it fails the sweep releases them
        return !unused.isEmpty();
    }

    /** Refuses claims over a limit, except those whose buyer may be left with less by now; returns these. */
    private List<PendingClaim<C, R>> refuseOrRetry(List<OverLimit<C, R>> overLimit) {
        Set<String> toReread = refusalCheck.allowancesToReread(
                overLimit.stream().map(over -> over.exceeded().allowance()).toList());
        List<PendingClaim<C, R>> retry = new ArrayList<>();
        for (OverLimit<C, R> over : overLimit) {
            LimitUse use = over.exceeded().use();
            Block allowance = over.exceeded().allowance();
            if (toReread.contains(allowance.id()) || (use.limit().heldOnly() && limits.settle(allowance))) {
                retry.add(over.pending());
            } else {
                int left = Math.max(0, use.left(allowance));
                over.pending()
                        .answer()
                        .completeExceptionally(new LimitReached(over.pending().claim(), use, left));
            }
        }
        return retry;
    }

    /**
     * Refuses claims that found too few units in what was read after they were made; if it was not, or more units may be free by now,
     * reads the tiers and returns the claims to be tried again.
     *
     * @param reread tiers that were read since the batch began; this adds to them
     */
    private List<PendingClaim<C, R>> refuseOrRetry(Round<C, R> round, Set<String> reread) {
        List<PendingClaim<C, R>> tooFew = round.tooFew();
        if (tooFew.isEmpty()) {
            return List.of();
        }
        Set<String> tiers = tiers(tooFew);
        if (reread.containsAll(tiers) && !round.unsettled() && !refusalCheck.mayBecomeFree(tiers)) {
            refuse(tooFew);
            return List.of();
        }
        freeUnits.reload(tiers);
        reread.addAll(tiers);
        return tooFew;
    }

    @Override
    public boolean hasWanted() {
        return hasWanted;
    }

    @Override
    public boolean freeWanted() {
        // A hold that began just before the refusal ends as much later, and then takes a moment to be freed.
        Instant before = clock.instant().minus(hold).minus(FREEING);
        wanted.values().removeIf(last -> last.isBefore(before));
        hasWanted = !wanted.isEmpty();
        return hasWanted && expiry.expireOverdue(wanted.keySet());
    }

    private void refuse(List<PendingClaim<C, R>> claims) {
        Instant now = clock.instant();
        tiers(claims).forEach(tier -> wanted.put(tier, now));
        hasWanted = true;
        Map<String, RuntimeException> reasons =
                refusalReasons.of(claims.stream().map(PendingClaim::claim).toList());
        for (PendingClaim<C, R> pending : claims) {
            RuntimeException reason =
                    Objects.requireNonNull(reasons.get(pending.claim().orderId()));
            pending.answer().completeExceptionally(reason);
        }
    }

    private Set<String> tiers(Collection<PendingClaim<C, R>> claims) {
        return claims.stream()
                .flatMap(pending -> pending.claim().items().stream())
                .map(ClaimItem::tierId)
                .collect(Collectors.toSet());
    }
}
