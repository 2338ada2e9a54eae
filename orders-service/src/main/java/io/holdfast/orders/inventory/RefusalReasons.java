package io.holdfast.orders.inventory;

import io.holdfast.orders.inventory.Refused.Shortage;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What to answer claims that are refused: what is missing, and when it may be worth asking again. */
final class RefusalReasons {

    private static final Duration RETRY_SOON = Duration.ofSeconds(1);

    /** What was read is used again for so many times as long as that took: a lane does other work, too. */
    private static final int USED_AGAIN = 10;

    /** When the first hold of a tier is due, and until when this need not be read again, by {@link System#nanoTime()}. */
    private record Next(long due, long until) {

        Duration in() {
            return Duration.ofNanos(Math.max(0, due - System.nanoTime()));
        }
    }

    private final String eventId;
    private final Blocks blocks;
    private final EventFreeUnits freeUnits;
    private final HoldExpiry expiry;
    private final Map<String, Next> nextByTier = new HashMap<>();

    RefusalReasons(String eventId, Blocks blocks, EventFreeUnits freeUnits, HoldExpiry expiry) {
        this.eventId = eventId;
        this.blocks = blocks;
        this.freeUnits = freeUnits;
        this.expiry = expiry;
    }

    /** The reason for each claim, by order id. Of what is held no more is read than matters: the buyers behind them wait for it. */
    Map<String, RuntimeException> of(List<? extends Claim> claims) {
        Map<String, Integer> missing = new HashMap<>();
        for (Claim claim : claims) {
            claim.items().forEach(item -> missing.merge(item.tierId(), missing(item), Math::max));
        }
        Map<String, Integer> held = new HashMap<>();
        missing.forEach((tier, units) -> held.put(tier, units == 0 ? 0 : blocks.held(eventId, tier, units)));
        Map<String, Set<Seat>> heldSeats = heldSeats(claims);
        Map<String, RuntimeException> reasons = new HashMap<>();
        claims.forEach(claim -> reasons.put(claim.orderId(), reason(claim, held, heldSeats)));
        return reasons;
    }

    /** How many units too few there are; of named seats that does not matter. */
    private int missing(ClaimItem item) {
        return item.seats().isEmpty() ? Math.max(0, item.units() - freeUnits.count(item.tierId())) : 0;
    }

    private Duration untilNext(String tier) {
        Next known = nextByTier.get(tier);
        long began = System.nanoTime();
        if (known != null && began - known.until() < 0) {
            return known.in();
        }
        Duration due = expiry.untilNext(tier);
        long ended = System.nanoTime();
        nextByTier.put(tier, new Next(ended + due.toNanos(), ended + USED_AGAIN * (ended - began)));
        return due;
    }

    /** Which of the named seats are held and not sold, by tier. */
    private Map<String, Set<Seat>> heldSeats(List<? extends Claim> claims) {
        Set<String> ids = new HashSet<>();
        for (Claim claim : claims) {
            claim.items()
                    .forEach(item -> taken(item).forEach(seat -> ids.add(BlockId.of(eventId, item.tierId(), seat))));
        }
        Map<String, Set<Seat>> held = new HashMap<>();
        if (!ids.isEmpty()) {
            blocks.read(ids)
                    .forEach(block -> block.unsold()
                            .forEach(holder -> held.computeIfAbsent(BlockId.tierOf(block.id()), _ -> new HashSet<>())
                                    .addAll(seats(holder))));
        }
        return held;
    }

    private static List<Seat> seats(Block.Holder holder) {
        return holder.seats().stream()
                .map(number -> BlockId.seat(holder.blockId(), number))
                .toList();
    }

    /** Those of the named seats that are not free. */
    private List<Seat> taken(ClaimItem item) {
        FreeSeats seats = freeUnits.seats(item.tierId());
        return seats == null
                ? item.seats()
                : item.seats().stream().filter(seat -> !seats.isFree(seat)).toList();
    }

    private RuntimeException reason(Claim claim, Map<String, Integer> held, Map<String, Set<Seat>> heldSeats) {
        List<Shortage> shortages = claim.items().stream()
                .map(item -> item.seats().isEmpty()
                        ? shortage(item, held.getOrDefault(item.tierId(), 0))
                        : shortage(item, heldSeats.getOrDefault(item.tierId(), Set.of())))
                .filter(Objects::nonNull)
                .toList();
        if (shortages.isEmpty()) {
            // Other claims of this batch had its units and released them since.
            return Busy.nothingWritten("Tickets are changing hands");
        }
        boolean servableLater = shortages.stream().allMatch(RefusalReasons::isServableLater);
        return new Refused(shortages, servableLater ? retryAfter(shortages) : null);
    }

    private Duration retryAfter(List<Shortage> shortages) {
        Duration retryAfter = RETRY_SOON;
        for (Shortage shortage : shortages) {
            Duration next = untilNext(shortage.tierId());
            retryAfter = next.compareTo(retryAfter) > 0 ? next : retryAfter;
        }
        return retryAfter;
    }

    private @Nullable Shortage shortage(ClaimItem item, int held) {
        String tierId = item.tierId();
        int free = freeUnits.count(tierId);
        return free < item.units() ? new Shortage(tierId, item.units(), free, held, List.of(), List.of()) : null;
    }

    private @Nullable Shortage shortage(ClaimItem item, Set<Seat> heldSeats) {
        String tierId = item.tierId();
        List<Seat> taken = taken(item);
        if (taken.isEmpty()) {
            return null;
        }
        FreeSeats seats = freeUnits.seats(tierId);
        List<Seat> nearest = seats == null ? List.of() : seats.near(item.seats());
        int held = (int) taken.stream().filter(heldSeats::contains).count();
        return new Shortage(tierId, item.units(), freeUnits.count(tierId), held, taken, nearest);
    }

    /** Whether the claim could be served if nothing that is held now were bought. */
    private static boolean isServableLater(Shortage shortage) {
        return shortage.takenSeats().isEmpty()
                ? shortage.available() + shortage.held() >= shortage.wanted()
                : shortage.held() == shortage.takenSeats().size();
    }
}
