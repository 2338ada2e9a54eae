package io.holdfast.orders.inventory;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How many units of a claim count against one limit of its buyer.
 *
 * @param blockId the allowance
 * @param buyer the buyer's key that the allowance is for
 */
record LimitUse(String blockId, String buyer, int units, Limit limit) {

    /** One for each limit that the claim counts against, for each of the buyer's keys. */
    static List<LimitUse> of(String eventId, Claim claim) {
        if (claim.limits().isEmpty()) {
            return List.of();
        }
        return claim.limits().stream()
                .flatMap(limit -> buyers(claim, limit).map(buyer -> of(eventId, claim, limit, buyer)))
                .filter(use -> use.units() > 0)
                .toList();
    }

    private static Stream<String> buyers(Claim claim, Limit limit) {
        return (limit.heldOnly() ? claim.holdKeys() : claim.buyerKeys())
                .stream().sorted();
    }

    private static LimitUse of(String eventId, Claim claim, Limit limit, String buyer) {
        return new LimitUse(BlockId.allowance(eventId, limit.tierId(), buyer), buyer, units(claim, limit), limit);
    }

    private static int units(Claim claim, Limit limit) {
        return claim.items().stream()
                .filter(item -> limit.tierId() == null || item.tierId().equals(limit.tierId()))
                .mapToInt(ClaimItem::units)
                .sum();
    }

    /** Whether only the orders of this very buyer count against it, and not those of others who are known by the same key. */
    boolean isOwnOf(Claim claim) {
        return buyer.equals(claim.buyerId());
    }

    Allocation.Part part() {
        return new Allocation.Part(blockId, units);
    }

    /**
     * How many more units the limit leaves; negative if the limit was lowered since the buyer got them.
     *
     * @param allowance null if the buyer has nothing yet
     */
    int left(@Nullable Block allowance) {
        return limit.most() - (allowance == null ? 0 : counted(allowance));
    }

    private int counted(Block allowance) {
        return limit.heldOnly() ? allowance.unitsHeld() : -allowance.free();
    }
}
