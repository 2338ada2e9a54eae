package io.holdfast.orders.inventory;

import io.holdfast.orders.inventory.Block.Holder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds out, before claims are refused, whether they could be served after all: it expires overdue holds, and waits for claims of other
 * replicas that have units but no order yet, since they may release them, and for proposals that removed units, since they may be refused.
 */
final class RefusalCheck {

    /** Longer than any replica takes from claiming units to writing the order, or to releasing the units. */
    private static final Duration DECIDING = Duration.ofSeconds(5);

    /** Waits a moment for other replicas. */
    interface Pause {

        void pause() throws InterruptedException;
    }

    private final String eventId;
    private final Blocks blocks;
    private final OrderSink<?, ?> orderSink;
    private final EventFreeUnits freeUnits;
    private final HoldExpiry expiry;
    private final Clock clock;
    private final Pause pause;

    RefusalCheck(
            String eventId,
            Blocks blocks,
            OrderSink<?, ?> orderSink,
            EventFreeUnits freeUnits,
            HoldExpiry expiry,
            Clock clock,
            Pause pause) {
        this.eventId = eventId;
        this.blocks = blocks;
        this.orderSink = orderSink;
        this.freeUnits = freeUnits;
        this.expiry = expiry;
        this.clock = clock;
        this.pause = pause;
    }

    /** Whether there may be more free units of these tiers than were read: to be read again before a claim is refused. */
    boolean mayBecomeFree(Set<String> tiers) {
        return expiry.expireOverdue(tiers) || areBeingDecided(tiers);
    }

    /** The ids of those allowances whose buyer may have less by now: to be read again. */
    Set<String> allowancesToReread(Collection<Block> allowances) {
        Instant now = clock.instant();
        Set<String> toReread = new HashSet<>();
        Map<String, Set<String>> young = new HashMap<>();
        for (Block allowance : allowances) {
            List<Holder> unsold = allowance.unsold();
            if (expiry.expireOverdue(unsold, now)) {
                toReread.add(allowance.id());
            } else {
                young.put(allowance.id(), ordersSince(now.minus(DECIDING), unsold));
            }
        }
        Set<String> undecided =
                undecided(young.values().stream().flatMap(Set::stream).collect(Collectors.toSet()));
        young.forEach((allowance, orders) -> {
            if (orders.stream().anyMatch(undecided::contains)) {
                toReread.add(allowance);
            }
        });
        return toReread;
    }

    /**
     * Whether units were claimed by orders that are not written yet, or removed by a proposal without a decision, or became free after the
     * tiers were read. Each block is looked at once for all of it: it has either lost units, or has got them back.
     */
    private boolean areBeingDecided(Set<String> tiers) {
        Instant since = clock.instant().minus(DECIDING);
        List<Holder> unsold = new ArrayList<>();
        boolean withdrawn = false;
        for (String tier : tiers) {
            for (Block block : blocks.claimedSince(eventId, tier, since)) {
                if (freeUnits.lacksUnitsOf(block)) {
                    return true;
                }
                unsold.addAll(block.unsold());
                withdrawn |= block.unitsWithdrawn();
            }
        }
        if (withdrawn) {
            pauseAMoment();
            return true;
        }
        return !undecided(ordersSince(since, unsold)).isEmpty();
    }

    /** Units that were claimed earlier and have no order are left to the sweep. */
    private static Set<String> ordersSince(Instant since, List<Holder> holders) {
        return holders.stream()
                .filter(holder -> !holder.since().isBefore(since))
                .map(Holder::orderId)
                .collect(Collectors.toSet());
    }

    /** Those of the orders that may still be written or not; waits a moment if there are any. */
    private Set<String> undecided(Set<String> orderIds) {
        if (orderIds.isEmpty()) {
            return Set.of();
        }
        Set<String> undecided = new HashSet<>(orderIds);
        undecided.removeAll(orderSink.decided(orderIds));
        if (!undecided.isEmpty()) {
            pauseAMoment();
        }
        return undecided;
    }

    private void pauseAMoment() {
        try {
            pause.pause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
