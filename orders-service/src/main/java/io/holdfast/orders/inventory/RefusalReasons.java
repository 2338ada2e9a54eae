package io.holdfast.orders.inventory;

import io.holdfast.orders.inventory.Refused.Shortage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What to answer claims that are refused: what is missing, and when it may be worth asking again. */
final class RefusalReasons {

    private static final Duration RETRY_SOON = Duration.ofSeconds(1);

    private final String eventId;
    private final Blocks blocks;
    private final EventFreeUnits freeUnits;
    private final HoldExpiry expiry;

    RefusalReasons(String eventId, Blocks blocks, EventFreeUnits freeUnits, HoldExpiry expiry) {
        this.eventId = eventId;
        this.blocks = blocks;
        this.freeUnits = freeUnits;
        this.expiry = expiry;
    }

    /** The reason for each claim, by order id. */
    Map<String, RuntimeException> of(List<? extends Claim> claims) {
        Map<String, Integer> heldByTier = new HashMap<>();
        Map<String, RuntimeException> reasons = new HashMap<>();
        for (Claim claim : claims) {
            reasons.put(claim.orderId(), reason(claim, heldByTier));
        }
        return reasons;
    }

    /** @param heldByTier what was counted already; this adds to it */
    private RuntimeException reason(Claim claim, Map<String, Integer> heldByTier) {
        List<Shortage> shortages = new ArrayList<>();
        boolean servableLater = true;
        Duration retryAfter = RETRY_SOON;
        for (ClaimItem item : claim.items()) {
            int held = heldByTier.computeIfAbsent(item.tierId(), tier -> blocks.held(eventId, tier));
            Shortage shortage = shortage(item, held);
            if (shortage != null) {
                shortages.add(shortage);
                servableLater &= isServableLater(shortage);
                Duration next = expiry.untilNext(item.tierId()).orElse(RETRY_SOON);
                retryAfter = next.compareTo(retryAfter) > 0 ? next : retryAfter;
            }
        }
        if (shortages.isEmpty()) {
            // Other claims of this batch had its units and released them since.
            return new Busy("Tickets are changing hands");
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
