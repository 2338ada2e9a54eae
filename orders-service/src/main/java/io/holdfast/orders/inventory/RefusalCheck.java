package io.holdfast.orders.inventory;

import io.holdfast.orders.inventory.Block.Holder;
import io.holdfast.orders.inventory.OrderSink.HolderState;
import io.holdfast.orders.inventory.Refused.Shortage;
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
import org.jspecify.annotations.Nullable;

/**
 * Saying no, which must never be a guess: holds past their deadline are expired first, and what others have taken without having
 * written it down yet may come back, so they are waited for.
 */
final class RefusalCheck {

    private static final Duration RETRY_SOON = Duration.ofSeconds(1);

    /** Longer than any replica takes from taking units to writing the order, or to giving them back. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    /** Waits a moment for others. */
    interface Pause {

        void pause() throws InterruptedException;
    }

    private final String eventId;
    private final Blocks blocks;
    private final OrderSink<?, ?> sink;
    private final EventFreeUnits freeUnits;
    private final UnitUpdates unitUpdates;
    private final Duration hold;
    private final Clock clock;
    private final Pause pause;
    private final Map<String, Deadlines> deadlines = new HashMap<>();

    RefusalCheck(
            String eventId,
            Blocks blocks,
            OrderSink<?, ?> sink,
            EventFreeUnits freeUnits,
            UnitUpdates unitUpdates,
            Duration hold,
            Clock clock,
            Pause pause) {
        this.eventId = eventId;
        this.blocks = blocks;
        this.sink = sink;
        this.freeUnits = freeUnits;
        this.unitUpdates = unitUpdates;
        this.hold = hold;
        this.clock = clock;
        this.pause = pause;
    }

    void forget() {
        deadlines.clear();
    }

    /** Whether there may be more units of these tiers than the shelves say: to be read again before anybody is refused. */
    boolean mayComeBack(Set<String> tiers) {
        return expireOverdue(tiers) || areBeingDecided(tiers);
    }

    /** The ids of those allowances whose buyer may have less than they say: to be read again. */
    Set<String> allowancesToReread(Collection<Block> allowances) {
        Instant now = clock.instant();
        Set<String> found = new HashSet<>();
        Map<String, Set<String>> young = new HashMap<>();
        for (Block allowance : allowances) {
            List<Holder> unsold = allowance.holders().values().stream()
                    .filter(held -> !held.sold())
                    .toList();
            List<OrderUnits> overdue = unsold.stream()
                    .filter(held -> !now.isBefore(held.since().plus(hold)))
                    .map(Block.Holder::toUnits)
                    .toList();
            if (release(overdue)) {
                found.add(allowance.id());
            } else {
                young.put(allowance.id(), orders(settlingSince(now.minus(SETTLING), unsold)));
            }
        }
        Set<String> pending =
                pending(young.values().stream().flatMap(Set::stream).collect(Collectors.toSet()));
        young.forEach((allowance, orders) -> {
            if (orders.stream().anyMatch(pending::contains)) {
                found.add(allowance);
            }
        });
        return found;
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
            freed |= release(known.takeDue(now));
        }
        return freed;
    }

    private boolean release(List<OrderUnits> overdue) {
        if (overdue.isEmpty()) {
            return false;
        }
        List<OrderUnits> gone = sink.resolve(overdue).entrySet().stream()
                .filter(judged -> judged.getValue() == HolderState.RELEASABLE)
                .map(judged -> judged.getKey())
                .map(holder -> new OrderUnits(holder.orderId(), holder.blockId(), holder.units(), holder.seats()))
                .toList();
        unitUpdates.release(gone);
        return !gone.isEmpty();
    }

    /**
     * Whether units were on their way when the shelves were read: taken by somebody who has no order for them yet, or given back since. A
     * party that finds too little gives back what it took; nobody is to be refused because of it.
     */
    private boolean areBeingDecided(Set<String> tiers) {
        Instant since = clock.instant().minus(SETTLING);
        List<Holder> unsold = new ArrayList<>();
        for (String tier : tiers) {
            for (Block block : blocks.claimedSince(eventId, tier, since)) {
                if (freeUnits.lacksUnitsOf(block)) {
                    return true;
                }
                block.holders().values().stream().filter(held -> !held.sold()).forEach(unsold::add);
            }
        }
        return !pending(orders(settlingSince(since, unsold))).isEmpty();
    }

    /** What was taken longer ago is not on its way to an order any more: healing finds it. */
    private static List<Holder> settlingSince(Instant since, List<Holder> holders) {
        return holders.stream().filter(held -> !held.since().isBefore(since)).toList();
    }

    /** Those that may still be written or given up; waits a moment if there are any. */
    private Set<String> pending(Set<String> orderIds) {
        if (orderIds.isEmpty()) {
            return Set.of();
        }
        Set<String> pending = new HashSet<>(orderIds);
        pending.removeAll(sink.decided(orderIds));
        if (!pending.isEmpty()) {
            try {
                pause.pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return pending;
    }

    private static Set<String> orders(Collection<Holder> holders) {
        Set<String> ids = new HashSet<>();
        holders.forEach(held -> ids.add(held.orderId()));
        return ids;
    }

    /** What to tell those who cannot have what they want, by order id. */
    Map<String, RuntimeException> of(List<? extends Claim> claims) {
        Map<String, Integer> held = new HashMap<>();
        Map<String, RuntimeException> refusalCheck = new HashMap<>();
        for (Claim claim : claims) {
            List<Shortage> shortages = new ArrayList<>();
            boolean servableLater = true;
            Duration retryAfter = RETRY_SOON;
            for (ClaimItem wanted : claim.items()) {
                int holding = held.computeIfAbsent(wanted.tierId(), tier -> blocks.held(eventId, tier));
                Shortage shortage = shortage(wanted, holding);
                if (shortage != null) {
                    shortages.add(shortage);
                    servableLater &= servableLater(shortage);
                    Duration next = untilNextDeadline(wanted.tierId());
                    retryAfter = next.compareTo(retryAfter) > 0 ? next : retryAfter;
                }
            }
            refusalCheck.put(
                    claim.orderId(),
                    shortages.isEmpty()
                            // Others of this batch took what it saw and gave it back since: not a refusal.
                            ? new Busy("Tickets are changing hands")
                            : new Refused(shortages, servableLater ? retryAfter : null));
        }
        return refusalCheck;
    }

    private @Nullable Shortage shortage(ClaimItem wanted, int held) {
        int free = freeUnits.free(wanted.tierId());
        if (wanted.seats().isEmpty()) {
            return free < wanted.units()
                    ? new Shortage(wanted.tierId(), wanted.units(), free, held, List.of(), List.of())
                    : null;
        }
        FreeSeats seats = freeUnits.seats(wanted.tierId());
        if (seats == null) {
            return new Shortage(wanted.tierId(), wanted.units(), free, 0, wanted.seats(), List.of());
        }
        List<Seat> taken =
                wanted.seats().stream().filter(seat -> !seats.isFree(seat)).toList();
        return taken.isEmpty()
                ? null
                : new Shortage(
                        wanted.tierId(),
                        wanted.units(),
                        free,
                        heldOf(wanted.tierId(), taken),
                        taken,
                        seats.near(wanted.seats()));
    }

    private int heldOf(String tierId, List<Seat> seats) {
        Set<String> ids = new HashSet<>();
        seats.forEach(seat -> ids.add(BlockId.of(eventId, tierId, seat)));
        return (int) blocks.read(ids).stream()
                .flatMap(block -> block.holders().values().stream())
                .filter(held -> !held.sold())
                .flatMap(held -> held.seats().stream().map(number -> BlockId.seat(held.blockId(), number)))
                .filter(seats::contains)
                .count();
    }

    private static boolean servableLater(Shortage shortage) {
        return shortage.takenSeats().isEmpty()
                ? shortage.available() + shortage.held() >= shortage.wanted()
                : shortage.held() == shortage.takenSeats().size();
    }

    private Duration untilNextDeadline(String tier) {
        Deadlines known = deadlines.get(tier);
        return known == null ? RETRY_SOON : known.untilNext(clock.instant());
    }
}
