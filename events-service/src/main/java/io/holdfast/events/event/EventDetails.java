package io.holdfast.events.event;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
        @Nullable Instant salesEnd,
        Terms terms) {

    EventDetails {
        tiers = List.copyOf(tiers);
        terms = orDefault(terms);
    }

    Optional<Tier> tier(String id) {
        return tiers.stream().filter(tier -> tier.id().equals(id)).findFirst();
    }

    /** Whether some unit of this would be missing in {@code changed}. */
    boolean losesUnitsIn(EventDetails changed) {
        return tiers.stream()
                .anyMatch(
                        tier -> changed.tier(tier.id()).map(tier::losesUnitsIn).orElse(true));
    }

    /** This as what comes after {@code before}: a tier with the same units keeps its revision, others have the new one. */
    EventDetails after(EventDetails before, long revision) {
        return withTiers(tiers.stream()
                .map(tier -> tier.withRevision(before.tier(tier.id())
                        .filter(tier::hasUnitsOf)
                        .map(Tier::revision)
                        .orElse(revision)))
                .toList());
    }

    private EventDetails withTiers(List<Tier> tiers) {
        return new EventDetails(
                name,
                description,
                category,
                venue,
                startsAt,
                endsAt,
                timezone,
                currency,
                imageUrl,
                tiers,
                salesStart,
                salesEnd,
                terms);
    }

    /** What earlier versions wrote has none. */
    private static Terms orDefault(@Nullable Terms terms) {
        return terms == null ? Terms.DEFAULT : terms;
    }
}
