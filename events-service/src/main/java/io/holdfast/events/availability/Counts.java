package io.holdfast.events.availability;

import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.contracts.TierAvailability;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        return new Counts(
                message.eventId(),
                message.version(),
                message.tiers().stream().map(Counts::stored).toList(),
                message.asOf());
    }

    /** With labels of rows as they can be names of fields, which have no dot in them; no label has a slash. */
    private static TierAvailability stored(TierAvailability tier) {
        Map<String, String> seats = tier.takenSeats();
        if (seats == null || seats.keySet().stream().noneMatch(label -> label.contains("."))) {
            return tier;
        }
        Map<String, String> taken = new TreeMap<>();
        seats.forEach((label, bits) -> taken.put(label.replace('.', '/'), bits));
        return new TierAvailability(tier.tierId(), tier.capacity(), tier.free(), tier.held(), tier.sold(), taken);
    }

    /** The label of a row that is called {@code field} in {@link TierAvailability#takenSeats()}. */
    static String label(String field) {
        return field.replace('/', '.');
    }
}
