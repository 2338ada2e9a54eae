package io.holdfast.events.event;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.TierState;
import io.holdfast.events.seller.Seller;
import io.holdfast.money.TicketPrice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content of an event, as its organizer wrote it and the rules for events accepted it.
 *
 * @param timezone IANA zone id
 * @param currency ISO 4217 code
 * @param tiers at least one
 * @param salesStart null: from publication on
 * @param salesEnd null: see {@link EventState#salesClose}
 * @param language in which its own texts are, as a tag; null if that is not known
 * @param translations its texts in further languages, by tag
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
        TermsOfSale terms,
        @Nullable String language,
        Map<String, Translation> translations) {

    private static final Duration USUAL_LENGTH = Duration.ofHours(3);

    EventDetails {
        tiers = List.copyOf(tiers);
        terms = orDefault(terms);
        translations = Translations.sorted(translations);
    }

    /** What its organizer wrote for others to read. */
    Set<String> texts() {
        return Stream.of(
                        Stream.of(
                                name,
                                description,
                                category,
                                venue.name(),
                                venue.address(),
                                venue.city(),
                                venue.country()),
                        tiers.stream().map(Tier::name),
                        tiers.stream().flatMap(tier -> tier.names().values().stream()),
                        tiers.stream()
                                .map(Tier::seating)
                                .filter(Objects::nonNull)
                                .flatMap(seating -> seating.rows().stream())
                                .map(SeatRow::key),
                        Translations.texts(translations))
                .flatMap(texts -> texts)
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether it ends when it would if its organizer had given no end. */
    boolean hasUsualEnd() {
        return endsAt.equals(usualEnd(startsAt));
    }

    /** When an event ends of which no end is given. */
    static Instant usualEnd(Instant startsAt) {
        return startsAt.plus(USUAL_LENGTH);
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

    /** This content as the successor of {@code before}: a tier with the same units keeps its revision, others get the new one. */
    EventDetails after(EventDetails before, long revision) {
        return with(
                tiers.stream()
                        .map(tier -> tier.withRevision(before.tier(tier.id())
                                .filter(tier::hasUnitsOf)
                                .map(Tier::revision)
                                .orElse(revision)))
                        .toList(),
                terms);
    }

    /** The content as messages carry it. */
    EventState state(String id, String organizerId, EventStatus status, long version, @Nullable Seller seller) {
        EventState state = new EventState(
                id,
                name,
                description,
                category,
                venue.state(),
                startsAt,
                endsAt,
                timezone,
                currency,
                imageUrl,
                tierStates(),
                salesStart,
                salesEnd,
                terms.state(seller),
                organizerId,
                status,
                version);
        return language == null && translations.isEmpty()
                ? state
                : state.with(language, Translations.states(translations));
    }

    List<TierState> tierStates() {
        return tiers.stream().map(tier -> tier.state(terms.fee(), currency)).toList();
    }

    /** What a ticket of a tier costs its buyer. */
    TicketPrice cost(Tier tier) {
        return tier.cost(terms.fee(), currency);
    }

    /** This content, proposed before and granted at {@code now}: the opening of a waiting room may have become fixed meanwhile. */
    EventDetails grantedAt(Instant now, EventDetails present) {
        return with(tiers, terms.after(present.terms(), now));
    }

    private EventDetails with(List<Tier> tiers, TermsOfSale terms) {
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
                terms,
                language,
                translations);
    }

    /** Events that earlier releases stored have none. */
    private static TermsOfSale orDefault(@Nullable TermsOfSale terms) {
        return terms == null ? TermsOfSale.DEFAULT : terms;
    }
}
