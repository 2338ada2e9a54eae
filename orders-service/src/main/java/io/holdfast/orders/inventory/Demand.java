package io.holdfast.orders.inventory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a claim needs of an allowance of its buyer, so that no limit is passed. */
record Demand(String blockId, int units, Limit limit) {

    static List<Demand> of(String eventId, Claim claim) {
        return claim.limits().stream()
                .map(limit -> new Demand(
                        BlockId.allowance(eventId, limit.tierId(), claim.buyerId()), units(claim, limit), limit))
                .filter(demand -> demand.units() > 0)
                .toList();
    }

    private static int units(Claim claim, Limit limit) {
        return claim.wanted().stream()
                .filter(wanted -> limit.tierId() == null || wanted.tierId().equals(limit.tierId()))
                .mapToInt(Wanted::units)
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
