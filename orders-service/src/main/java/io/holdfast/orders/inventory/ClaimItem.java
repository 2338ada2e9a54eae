package io.holdfast.orders.inventory;

import io.holdfast.contracts.TierState;
import java.util.List;

/**
 * The units that a claim asks of one tier.
 *
 * @param units at least one
 * @param seats which seats, as many as the units; empty: any, the best there are together
 */
public record ClaimItem(TierState tier, int units, List<Seat> seats) {

    public ClaimItem {
        seats = List.copyOf(seats);
    }

    String tierId() {
        return tier.id();
    }
}
