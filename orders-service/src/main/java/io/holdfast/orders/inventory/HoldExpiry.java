package io.holdfast.orders.inventory;

import io.holdfast.orders.inventory.OrderSink.HolderState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Expires holds of an event that are past their deadline before a claim is refused for want of their units. */
final class HoldExpiry {

    /** Holds expired at once: enough for many claims, and few enough for those that wait meanwhile. */
    private static final int TOGETHER = 512;

    private final String eventId;
    private final Blocks blocks;
    private final OrderSink<?, ?> orderSink;
    private final UnitUpdates unitUpdates;
    private final Duration hold;
    private final Clock clock;
    private final Map<String, Deadlines> byTier = new HashMap<>();

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

    void reset() {
        byTier.clear();
    }

    /** Expires what is overdue in these tiers, a limited number of holds of each; returns whether that freed anything. */
    boolean expireOverdue(Set<String> tiers) {
        boolean freed = false;
        for (String tier : tiers) {
            Instant now = clock.instant();
            Deadlines deadlines = byTier.get(tier);
            if (deadlines == null || deadlines.isOutdatedAt(now)) {
                deadlines = new Deadlines(blocks.holders(eventId, tier), now, hold);
                byTier.put(tier, deadlines);
            }
            freed |= release(deadlines.takeDue(now, TOGETHER));
        }
        return freed;
    }

    /** Expires what is overdue among these holders; returns whether that freed anything. */
    boolean expireOverdue(Collection<Block.Holder> holders, Instant now) {
        return release(holders.stream()
                .filter(holder -> !now.isBefore(holder.since().plus(hold)))
                .map(Block.Holder::toUnits)
                .toList());
    }

    private boolean release(List<OrderUnits> overdue) {
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

    /** How long until the next hold of the tier is due; empty if its holds were not read yet. */
    Optional<Duration> untilNext(String tier) {
        return Optional.ofNullable(byTier.get(tier)).map(deadlines -> deadlines.untilNext(clock.instant()));
    }
}
