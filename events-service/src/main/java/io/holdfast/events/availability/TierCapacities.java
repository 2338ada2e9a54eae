package io.holdfast.events.availability;

import io.holdfast.contracts.EventState;
import java.time.Instant;
import java.util.List;

/**
 * The tiers of an event and their capacities.
 *
 * @param since when the event was created
 * @param version the event's; a later one may have other tiers
 */
public record TierCapacities(String eventId, List<Tier> tiers, Instant since, long version) {

    public TierCapacities {
        tiers = List.copyOf(tiers);
    }

    /** The capacities that a later message about the event has. */
    TierCapacities at(EventState event) {
        return new TierCapacities(
                eventId,
                event.tiers().stream()
                        .map(tier -> new Tier(tier.id(), tier.capacity()))
                        .toList(),
                since,
                event.version());
    }

    /** The capacity of one tier. */
    public record Tier(String id, int capacity) {}
}
