package io.holdfast.orders.inventory;

import com.mongodb.MongoException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims the units that were chosen: one guarded update for each block, all written at once. Only if a guard failed, or the write has no
 * answer, the blocks are read back to find out which claims have all of their units.
 */
final class UnitClaimer<C extends Claim, R> {

    private static final Logger log = LoggerFactory.getLogger(UnitClaimer.class);

    private final String eventId;
    private final Blocks blocks;
    private final OrderSink<C, R> orderSink;
    private final EventFreeUnits freeUnits;
    private final UnitUpdates unitUpdates;

    UnitClaimer(
            String eventId,
            Blocks blocks,
            OrderSink<C, R> orderSink,
            EventFreeUnits freeUnits,
            UnitUpdates unitUpdates) {
        this.eventId = eventId;
        this.blocks = blocks;
        this.orderSink = orderSink;
        this.freeUnits = freeUnits;
        this.unitUpdates = unitUpdates;
    }

    /**
     * Claims the units of all plans.
     *
     * @param attempt distinguishes what this write takes for a repeatable claim from what another attempt of the claim takes
     * @return the plans that got all of their units; of the others some are answered, and the rest lost their units to other orders
     */
    List<PlannedClaim<C, R>> claim(List<PlannedClaim<C, R>> plans, long attempt, Instant now) {
        Map<String, List<OrderUnits>> byBlock = plans.stream()
                .flatMap(plan -> plan.units().stream())
                .collect(Collectors.groupingBy(OrderUnits::blockId));
        Map<String, Limit> limits = limits(plans);
        Set<String> repeatable = attempts(plans, attempt).keySet();
        boolean answered = true;
        boolean all = false;
        try {
            all = blocks.write(byBlock.entrySet().stream()
                    .<BlockUpdate>map(block -> hold(
                            block.getKey(), block.getValue(), repeatable, attempt, now, limits.get(block.getKey())))
                    .toList());
        } catch (MongoException e) {
            log.warn("Claims for event {} have no answer, reading them back: {}", eventId, e.toString());
            answered = false;
        }
        return all ? plans : readBack(plans, byBlock.keySet(), attempt, answered);
    }

    /** By order, the attempt that claimed units for it; only of repeatable claims. */
    static Map<String, Long> attempts(List<? extends PlannedClaim<?, ?>> plans, long attempt) {
        return plans.stream()
                .filter(PlannedClaim::repeatable)
                .collect(Collectors.toMap(plan -> plan.claim().orderId(), plan -> attempt));
    }

    private static BlockUpdate hold(
            String blockId,
            List<OrderUnits> units,
            Set<String> repeatable,
            long attempt,
            Instant now,
            @Nullable Limit limit) {
        if (limit == null) {
            return new BlockUpdate.Hold(blockId, units, repeatable, attempt, now, 0);
        }
        return limit.heldOnly()
                ? new BlockUpdate.Hold(blockId, units, repeatable, attempt, now, 0, limit.most())
                : new BlockUpdate.Hold(blockId, units, repeatable, attempt, now, -limit.most());
    }

    /** By allowance, what its buyer may have. */
    private Map<String, Limit> limits(List<PlannedClaim<C, R>> plans) {
        Map<String, Limit> limits = new HashMap<>();
        plans.stream()
                .flatMap(plan -> plan.limitUses().stream())
                .forEach(use -> limits.put(use.blockId(), use.limit()));
        return limits;
    }

    /**
     * Finds out which plans got all of their units. The others release the part they got.
     *
     * @param attempt of the write
     * @param answered whether the write came to its end; if not it may still take effect, and must not be repeated beside it
     */
    private List<PlannedClaim<C, R>> readBack(
            List<PlannedClaim<C, R>> plans, Set<String> blockIds, long attempt, boolean answered) {
        Map<String, Long> own = attempts(plans, attempt);
        Map<String, Block> found = Block.byId(blocks.read(blockIds));
        found.values().forEach(freeUnits::update);
        List<PlannedClaim<C, R>> granted = new ArrayList<>();
        Set<String> lost = new HashSet<>();
        for (PlannedClaim<C, R> plan : plans) {
            List<OrderUnits> chosen = plan.units();
            List<OrderUnits> held =
                    chosen.stream().filter(units -> isHeld(units, found)).toList();
            chosen.stream().filter(units -> !held.contains(units)).forEach(units -> lost.add(units.blockId()));
            Set<Long> attempts = plan.claim().repeatable() ? attempts(chosen, found) : Set.of();
            boolean all = held.size() == chosen.size() && attempts.size() <= 1;
            if (all && (attempts.isEmpty() || attempts.contains(attempt) || adopt(chosen, attempts, attempt))) {
                granted.add(plan);
            } else if (!answered && !attempts.isEmpty()) {
                leaveToOtherAttempt(plan.pending());
            } else if (attempts.stream().anyMatch(other -> other != attempt)) {
                unitUpdates.release(
                        held.stream()
                                .filter(units -> attempts(List.of(units), found).contains(attempt))
                                .toList(),
                        own);
                leaveToOtherAttempt(plan.pending());
            } else {
                unitUpdates.release(held, own);
                if (!answered) {
                    plan.pending().answer().completeExceptionally(new Busy("The database does not answer"));
                }
            }
        }
        freeUnits.lost(lost);
        return granted;
    }

    /**
     * Takes over what another attempt of the same claim holds, which may lack other units and release these. False if it began to: then
     * nothing is released here, because an order of that attempt or of a third one may name what was taken over.
     *
     * @param other the one attempt that holds all of the chosen units
     */
    private boolean adopt(List<OrderUnits> chosen, Set<Long> other, long attempt) {
        long from = other.iterator().next();
        return blocks.write(chosen.stream()
                .<BlockUpdate>map(units -> new BlockUpdate.Adopt(units.blockId(), List.of(units), from, attempt))
                .toList());
    }

    /**
     * Answers with the order of another attempt of the same claim. What that attempt holds may belong to its order by now: releasing it
     * could sell it twice, and claiming other units beside it could repeat forever. What belongs to no order is found by the sweep.
     */
    private void leaveToOtherAttempt(PendingClaim<C, R> pending) {
        orderSink
                .find(pending.claim().orderId())
                .ifPresentOrElse(
                        pending.answer()::complete,
                        () -> pending.answer()
                                .completeExceptionally(new Busy("An earlier request is still being settled")));
    }

    /** The attempts of one claim that hold something of the blocks it has chosen now. */
    private static Set<Long> attempts(List<OrderUnits> chosen, Map<String, Block> blocks) {
        return chosen.stream()
                .map(units -> holder(units, blocks))
                .filter(Objects::nonNull)
                .map(Block.Holder::attempt)
                .collect(Collectors.toSet());
    }

    private static boolean isHeld(OrderUnits units, Map<String, Block> blocks) {
        Block.Holder holder = holder(units, blocks);
        return holder != null && holder.toUnits().equals(units);
    }

    private static Block.@Nullable Holder holder(OrderUnits units, Map<String, Block> blocks) {
        Block block = blocks.get(units.blockId());
        return block == null ? null : block.holder(units.orderId());
    }
}
