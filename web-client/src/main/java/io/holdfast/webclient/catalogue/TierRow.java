package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Event;
import org.jspecify.annotations.Nullable;

/**
 * A line of the order box.
 *
 * @param quantity how many the visitor chose
 * @param problem what is wrong with this line; null if nothing is
 */
record TierRow(
        Event.Tier tier,
        String status,
        int available,
        int quantity,
        @Nullable String problem) {

    /** Most that can be chosen now. */
    public int most() {
        return Math.min(tier.most(), available);
    }

    public boolean isOffered() {
        return most() > 0;
    }
}
