package io.holdfast.events.availability;

import io.holdfast.contracts.EventState;
import java.time.Instant;
import java.util.List;

/**
 * The places an event has, all of them.
 *
 * @param since when the event came into being
 * @param version the event's; with a later one, there may be others
 */
public record Places(String eventId, List<Tier> tiers, Instant since, long version) {

    public Places {
        tiers = List.copyOf(tiers);
    }

    /** These, as a later message about the event has them. */
    Places at(EventState event) {
        return new Places(
                eventId,
                event.tiers().stream()
                        .map(tier -> new Tier(tier.id(), tier.capacity()))
                        .toList(),
                since,
                event.version());
    }

    /** The places of one tier. */
    public record Tier(String id, int capacity) {}
}
