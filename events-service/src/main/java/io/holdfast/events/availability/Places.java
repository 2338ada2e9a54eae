package io.holdfast.events.availability;

import java.time.Instant;
import java.util.List;

/**
 * The places an event has, all of them.
 *
 * @param since when the event came into being
 */
public record Places(String eventId, List<Tier> tiers, Instant since) {

    public Places {
        tiers = List.copyOf(tiers);
    }

    /** The places of one tier. */
    public record Tier(String id, int capacity) {}
}
