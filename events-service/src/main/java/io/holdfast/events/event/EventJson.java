package io.holdfast.events.event;

import io.holdfast.events.availability.Availability;
import io.holdfast.events.availability.Availability.TierLeft;
import io.holdfast.events.availability.Availability.Word;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event as clients see it, with what is left of it.
 *
 * @param minPrice the lowest price of a tier, for "from" prices
 * @param availabilityStatus the best that any tier has
 */
record EventJson(
        String id,
        String name,
        String description,
        @Nullable String category,
        Venue venue,
        Instant startsAt,
        Instant endsAt,
        String timezone,
        String currency,
        @Nullable String imageUrl,
        List<TierJson> tiers,
        @Nullable Instant salesStart,
        @Nullable Instant salesEnd,
        String organizerId,
        String status,
        long minPrice,
        Word availabilityStatus,
        long version) {

    static EventJson of(Event event, Availability availability) {
        EventDetails details = event.details();
        return new EventJson(
                event.id(),
                details.name(),
                details.description(),
                details.category(),
                details.venue(),
                details.startsAt(),
                details.endsAt(),
                details.timezone(),
                details.currency(),
                details.imageUrl(),
                details.tiers().stream()
                        .map(tier -> TierJson.of(tier, availability.tier(tier.id())))
                        .toList(),
                details.salesStart(),
                details.salesEnd(),
                event.organizerId(),
                event.status().name().toLowerCase(Locale.ROOT),
                details.tiers().stream().mapToLong(Tier::price).min().orElse(0),
                availability.best(),
                event.version());
    }

    /** A tier with what is left of it. */
    record TierJson(String id, String name, long price, int capacity, int maxPerOrder, int available, Word status) {

        private static TierJson of(Tier tier, TierLeft left) {
            return new TierJson(
                    tier.id(),
                    tier.name(),
                    tier.price(),
                    tier.capacity(),
                    tier.maxPerOrder(),
                    left.available(),
                    left.status());
        }
    }
}
