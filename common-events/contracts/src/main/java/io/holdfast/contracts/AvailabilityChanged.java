package io.holdfast.contracts;

import java.time.Instant;
import java.util.List;

/**
 * How much of an event is left. One message may cover several changes.
 *
 * @param version the sum of the versions of the event's inventory blocks: it only grows, but not by one
 * @param asOf when the counts were read
 */
@Subject("inventory.changed")
public record AvailabilityChanged(String eventId, List<TierAvailability> tiers, Instant asOf, long version)
        implements Message {

    public AvailabilityChanged {
        tiers = List.copyOf(tiers);
    }

    @Override
    public String aggregateId() {
        return eventId;
    }
}
