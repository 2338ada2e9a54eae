package io.holdfast.events.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an organizer says about an event, checked by {@link EventRules}.
 *
 * @param timezone IANA zone id
 * @param currency ISO 4217 code
 * @param tiers at least one
 * @param salesStart null: from publication on
 * @param salesEnd null: until the event starts
 */
record EventDetails(
        String name,
        String description,
        @Nullable String category,
        Venue venue,
        Instant startsAt,
        Instant endsAt,
        String timezone,
        String currency,
        @Nullable String imageUrl,
        List<Tier> tiers,
        @Nullable Instant salesStart,
        @Nullable Instant salesEnd) {

    EventDetails {
        tiers = List.copyOf(tiers);
    }
}
