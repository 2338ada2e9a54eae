package io.holdfast.orders.inventory;

import io.holdfast.orders.inventory.Refused.Shortage;
import java.time.Duration;
import java.util.ArrayList;
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

    /** What takes longer to read than this, in nanoseconds, is used again for ten times as long as it took. */
    private static final long LONG_READ = Duration.ofMillis(50).toNanos();

    private static final int USED_AGAIN = 10;

    /**
     * What is held of a tier.
     *
     * @param untilNext how long until the first hold is due
     * @param until when this is to be read again, by {@link System#nanoTime()}
     */
    private record Held(int units, Duration untilNext, long until) {}

    private final String eventId;
    private final Blocks blocks;
    private final EventFreeUnits freeUnits;
    private final HoldExpiry expiry;
    private final Map<String, Held> knownByTier = new HashMap<>();

    RefusalReasons(String eventId, Blocks blocks, EventFreeUnits freeUnits, HoldExpiry expiry) {
        this.eventId = eventId;
        this.blocks = blocks;
        this.freeUnits = freeUnits;
        this.expiry = expiry;
    }

    /** The reason for each claim, by order id. */
    Map<String, RuntimeException> of(List<? extends Claim> claims) {
        Map<String, Held> heldByTier = new HashMap<>();
        Map<String, RuntimeException> reasons = new HashMap<>();
        for (Claim claim : claims) {
            claim.items().forEach(item -> heldByTier.computeIfAbsent(item.tierId(), this::held));
            reasons.put(claim.orderId(), reason(claim, heldByTier));
        }
        return reasons;
    }

    private Held held(String tier) {
        Held known = knownByTier.get(tier);
        long began = System.nanoTime();
        if (known != null && began - known.until() < 0) {
            return known;
        }
        int units = blocks.held(eventId, tier);
        Duration untilNext = expiry.untilNext(tier);
        long ended = System.nanoTime();
        long took = ended - began;
        Held held = new Held(units, untilNext, took > LONG_READ ? ended + USED_AGAIN * took : ended);
        knownByTier.put(tier, held);
        return held;
    }

    private RuntimeException reason(Claim claim, Map<String, Held> heldByTier) {
        List<Shortage> shortages = new ArrayList<>();
        boolean servableLater = true;
        Duration retryAfter = RETRY_SOON;
        for (ClaimItem item : claim.items()) {
            Held held = Objects.requireNonNull(heldByTier.get(item.tierId()));
            Shortage shortage = shortage(item, held.units());
            if (shortage != null) {
                shortages.add(shortage);
                servableLater &= isServableLater(shortage);
                Duration next = held.untilNext();
                retryAfter = next.compareTo(retryAfter) > 0 ? next : retryAfter;
            }
        }
        if (shortages.isEmpty()) {
            // Other claims of this batch had its units and released them since.
            return Busy.nothingWritten("Tickets are changing hands");
        }
        return new Refused(shortages, servableLater ? retryAfter : null);
    }

    private @Nullable Shortage shortage(ClaimItem item, int held) {
        String tierId = item.tierId();
        int free = freeUnits.count(tierId);
        if (item.seats().isEmpty()) {
            return free < item.units() ? new Shortage(tierId, item.units(), free, held, List.of(), List.of()) : null;
        }
        FreeSeats seats = freeUnits.seats(tierId);
        if (seats == null) {
            return new Shortage(tierId, item.units(), free, 0, item.seats(), List.of());
        }
        List<Seat> taken =
                item.seats().stream().filter(seat -> !seats.isFree(seat)).toList();
        if (taken.isEmpty()) {
            return null;
        }
        return new Shortage(tierId, item.units(), free, held(tierId, taken), taken, seats.near(item.seats()));
    }

    /** How many of these seats are held and not sold. */
    private int held(String tierId, List<Seat> seats) {
        Set<String> ids = new HashSet<>();
        seats.forEach(seat -> ids.add(BlockId.of(eventId, tierId, seat)));
        return (int) blocks.read(ids).stream()
                .flatMap(block -> block.holders().values().stream())
                .filter(holder -> !holder.sold())
                .flatMap(holder -> holder.seats().stream().map(number -> BlockId.seat(holder.blockId(), number)))
                .filter(seats::contains)
                .count();
    }

    /** Whether the claim could be served if nothing that is held now were bought. */
    private static boolean isServableLater(Shortage shortage) {
        return shortage.takenSeats().isEmpty()
                ? shortage.available() + shortage.held() >= shortage.wanted()
                : shortage.held() == shortage.takenSeats().size();
    }
}
