package io.holdfast.orders.inventory;

import java.util.List;

/**
 * A claim with the units chosen for it.
 *
 * @param allocation names the units and what they count against the buyer's allowances
 * @param limitUses what they count against the buyer's allowances
 */
record PlannedClaim<C extends Claim, R>(PendingClaim<C, R> pending, Allocation allocation, List<LimitUse> limitUses) {

    C claim() {
        return pending.claim();
    }

    boolean repeatable() {
        return claim().repeatable();
    }

    List<OrderUnits> units() {
        return OrderUnits.of(claim().orderId(), allocation);
    }
}
