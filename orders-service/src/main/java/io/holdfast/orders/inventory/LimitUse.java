package io.holdfast.orders.inventory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a claim needs of an allowance of its buyer, so that no limit is passed. */
record LimitUse(String blockId, int units, Limit limit) {

    static List<LimitUse> of(String eventId, Claim claim) {
        return claim.limits().stream()
                .map(limit -> new LimitUse(
                        BlockId.allowance(eventId, limit.tierId(), claim.buyerId()), units(claim, limit), limit))
                .filter(limitUse -> limitUse.units() > 0)
                .toList();
    }

    private static int units(Claim claim, Limit limit) {
        return claim.items().stream()
                .filter(wanted -> limit.tierId() == null || wanted.tierId().equals(limit.tierId()))
                .mapToInt(ClaimItem::units)
                .sum();
    }

    Allocation.Part part() {
        return new Allocation.Part(blockId, units);
    }

    /** How many more units the limit leaves; negative when it was lowered since. */
    int left(@Nullable Block allowance) {
        return limit.most() + (allowance == null ? 0 : allowance.free());
    }
}
