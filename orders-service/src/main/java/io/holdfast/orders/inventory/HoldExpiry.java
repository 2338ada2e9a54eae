package io.holdfast.orders.inventory;

import io.holdfast.orders.inventory.Block.Holder;
import io.holdfast.orders.inventory.OrderSink.HolderState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Expires holds of an event that are past their deadline before a claim is refused for want of their units. */
final class HoldExpiry {

    /** Blocks looked at together at first: enough for many claims, and few enough for those that wait meanwhile. */
    private static final int FEW = 8;

    private static final int MANY = 1_024;

    private final String eventId;
    private final Blocks blocks;
    private final OrderSink<?, ?> orderSink;
    private final UnitUpdates unitUpdates;
    private final Duration hold;
    private final Clock clock;

    HoldExpiry(
            String eventId,
            Blocks blocks,
            OrderSink<?, ?> orderSink,
            UnitUpdates unitUpdates,
            Duration hold,
            Clock clock) {
        this.eventId = eventId;
        this.blocks = blocks;
        this.orderSink = orderSink;
        this.unitUpdates = unitUpdates;
        this.hold = hold;
        this.clock = clock;
    }

    /**
     * Expires what is overdue in these tiers, or a part of it if that is much; returns whether that freed anything. False means that nothing
     * was overdue, or is about to be settled by others.
     */
    boolean expireOverdue(Set<String> tiers) {
        boolean freed = false;
        for (String tier : tiers) {
            freed |= expireOverdue(tier);
        }
        return freed;
    }

    private boolean expireOverdue(String tier) {
        unitUpdates.noteNothingHeld();
        Set<String> seen = new HashSet<>();
        for (int most = FEW; true; most = Math.min(2 * most, MANY)) {
            Instant now = clock.instant();
            List<Block> old = blocks.heldSince(eventId, tier, now.minus(hold), seen, most);
            List<Holder> unsold = old.stream()
                    .flatMap(block -> block.holders().values().stream())
                    .filter(holder -> !holder.sold())
                    .toList();
            if (expireOverdue(unsold, now)) {
                return true;
            }
            // What was overdue there is sold, released, or about to be settled by others.
            List<String> ids = old.stream().map(Block::id).toList();
            if (!ids.isEmpty()) {
                blocks.noteOldest(ids);
            }
            if (ids.size() < most) {
                return false;
            }
            seen.addAll(ids);
        }
    }

    /** Expires what is overdue among these holders; returns whether that freed anything. */
    boolean expireOverdue(Collection<Holder> holders, Instant now) {
        List<OrderUnits> overdue = holders.stream()
                .filter(holder -> !now.isBefore(holder.since().plus(hold)))
                .map(Holder::toUnits)
                .toList();
        if (overdue.isEmpty()) {
            return false;
        }
        List<OrderUnits> releasable = orderSink.resolve(overdue).entrySet().stream()
                .filter(resolved -> resolved.getValue() == HolderState.RELEASABLE)
                .map(Map.Entry::getKey)
                .toList();
        unitUpdates.release(releasable);
        return !releasable.isEmpty();
    }

    /** How long until the next hold of the tier is due, or less; the length of a hold if nothing is held. */
    Duration untilNext(String tier) {
        Duration left = blocks.oldestHold(eventId, tier)
                .map(since -> Duration.between(clock.instant(), since.plus(hold)))
                .orElse(hold);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
