package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Event;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tier in the order box.
 *
 * @param quantity the number that the visitor chose
 * @param seats names of the seats that the visitor picked, instead of a quantity
 * @param problem what is wrong with the choice; null if nothing is
 * @param isPlanned whether its seats can be picked on this page
 */
record TierRow(
        Event.Tier tier,
        String status,
        int available,
        int quantity,
        Set<String> seats,
        @Nullable String problem,
        boolean isPlanned) {

    /** The most tickets that can be chosen now. */
    public int most() {
        return Math.min(tier.most(), available);
    }

    public boolean isOffered() {
        return most() > 0;
    }

    public boolean isSeated() {
        return tier.seating() != null;
    }

    public long price() {
        return (quantity + seats.size()) * tier.total();
    }
}
