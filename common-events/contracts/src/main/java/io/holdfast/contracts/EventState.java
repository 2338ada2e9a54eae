package io.holdfast.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The public state of an event.
 *
 * @param timezone IANA zone id of the venue
 * @param currency ISO 4217 code of every price
 * @param tiers at least one
 * @param salesStart null: from publication on
 * @param salesEnd null: until the event starts
 */
public record EventState(
        String id,
        String name,
        String description,
        @Nullable String category,
        VenueState venue,
        Instant startsAt,
        Instant endsAt,
        String timezone,
        String currency,
        @Nullable String imageUrl,
        List<TierState> tiers,
        @Nullable Instant salesStart,
        @Nullable Instant salesEnd,
        SalesTerms terms,
        String organizerId,
        EventStatus status,
        long version) {

    public EventState {
        tiers = List.copyOf(tiers);
        terms = orDefault(terms);
    }

    private static SalesTerms orDefault(@Nullable SalesTerms terms) {
        return terms == null ? SalesTerms.DEFAULT : terms; // messages of earlier versions have none
    }
}
