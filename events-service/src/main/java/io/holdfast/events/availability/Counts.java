package io.holdfast.events.availability;

import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.contracts.TierAvailability;
import java.time.Instant;
import java.util.List;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * The newest counts that orders-service published of an event, as they are stored.
 *
 * @param version the message's; older counts never replace newer ones
 */
@Document(Counts.COLLECTION)
record Counts(@Id String eventId, long version, List<TierAvailability> tiers, Instant asOf) {

    static final String COLLECTION = "availability";

    /** The same counts without the taken seats. */
    Counts withoutSeats() {
        return new Counts(
                eventId,
                version,
                tiers.stream()
                        .map(tier -> new TierAvailability(
                                tier.tierId(), tier.capacity(), tier.free(), tier.held(), tier.sold()))
                        .toList(),
                asOf);
    }

    static Counts of(AvailabilityChanged message) {
        return new Counts(message.eventId(), message.version(), message.tiers(), message.asOf());
    }
}
