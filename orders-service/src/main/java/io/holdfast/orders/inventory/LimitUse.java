package io.holdfast.orders.inventory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many units of a claim count against one limit of its buyer.
 *
 * @param blockId the buyer's allowance
 */
record LimitUse(String blockId, int units, Limit limit) {

    /** One for each limit that the claim counts against. */
    static List<LimitUse> of(String eventId, Claim claim) {
        return claim.limits().stream()
                .map(limit -> new LimitUse(
                        BlockId.allowance(eventId, limit.tierId(), claim.buyerId()), units(claim, limit), limit))
                .filter(use -> use.units() > 0)
                .toList();
    }

    private static int units(Claim claim, Limit limit) {
        return claim.items().stream()
                .filter(item -> limit.tierId() == null || item.tierId().equals(limit.tierId()))
                .mapToInt(ClaimItem::units)
                .sum();
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
        return limit.most() + (allowance == null ? 0 : allowance.free());
    }
}
