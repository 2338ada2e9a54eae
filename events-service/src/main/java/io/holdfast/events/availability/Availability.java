package io.holdfast.events.availability;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import io.holdfast.contracts.TierAvailability;
import io.holdfast.messaging.Ids;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How much of an event is left, as it is shown.
 *
 * @param tiers in the event's order
 * @param asOf the time of these numbers
 * @param version grows with every change; 0 as long as orders-service has published no counts
 */
public record Availability(
        String eventId,
        List<TierLeft> tiers,
        Instant asOf,
        @JsonIgnore long version) {

    public Availability {
        tiers = List.copyOf(tiers);
    }

    /** What is left of {@code capacities}: all of it, as long as there are no counts. */
    static Availability of(TierCapacities capacities, @Nullable Counts counts) {
        Map<String, TierAvailability> counted = counts == null
                ? Map.of()
                : counts.tiers().stream()
                        .collect(
                                Collectors.toMap(TierAvailability::tierId, Function.identity(), (first, last) -> last));
        return new Availability(
                capacities.eventId(),
                capacities.tiers().stream()
                        .map(tier -> TierLeft.of(tier, counted.get(tier.id())))
                        .toList(),
                counts == null ? capacities.since() : counts.asOf(),
                counts == null ? 0 : counts.version());
    }

    /** The best status of any tier. */
    public Status best() {
        return tiers.stream()
                .map(TierLeft::status)
                .min(Comparator.naturalOrder())
                .orElse(Status.SOLD_OUT);
    }

    /** @throws IllegalArgumentException when the event has no such tier */
    public TierLeft tier(String tierId) {
        return tiers.stream()
                .filter(tier -> tier.id().equals(tierId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no tier " + tierId));
    }

    /** An id of this content, the same on every replica. */
    public String fingerprint() {
        return Ids.derived(eventId, tiers.toString(), asOf.toString());
    }

    /** What is left of one tier. */
    public record TierLeft(String id, int capacity, int available, Status status) {

        private static TierLeft of(TierCapacities.Tier tier, @Nullable TierAvailability counted) {
            int capacity = tier.capacity();
            if (counted == null) {
                return new TierLeft(tier.id(), capacity, capacity, Status.of(capacity, capacity, 0));
            }
            // After an edit the counts may be older than the capacity: added units are not counted yet, removed ones
            // still are.
            int free = Math.max(0, Math.min(counted.free(), capacity - counted.held() - counted.sold()));
            return new TierLeft(tier.id(), capacity, free, Status.of(capacity, free, counted.held()));
        }
    }

    /** How available a tier is, best first. */
    public enum Status {
        AVAILABLE,
        /** At most ten units, or a tenth of the capacity. */
        LOW,
        /** No unit is free, but some may become free: they are held, not sold. */
        HELD,
        SOLD_OUT;

        static Status of(int capacity, int free, int held) {
            if (free <= 0) {
                return held > 0 ? HELD : SOLD_OUT;
            }
            return free <= 10 || free <= capacity / 10 ? LOW : AVAILABLE;
        }

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
