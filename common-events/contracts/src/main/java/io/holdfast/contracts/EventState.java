package io.holdfast.contracts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The public state of an event.
 *
 * @param timezone IANA zone id of the venue
 * @param currency ISO 4217 code of every price
 * @param tiers at least one
 * @param salesStart null: from publication on
 * @param salesEnd null: see {@link #salesClose}
 * @param takenDown true if an operator has taken it down: it is not listed, and the terms say that selling rests; null, also in messages
 *     of earlier versions, otherwise
 * @param language in which its own texts are, as a tag; null, also in messages of earlier versions, if that is not known
 * @param translations its texts in further languages, by tag; null, also in messages of earlier versions, if there are none
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
        long version,
        @Nullable Boolean takenDown,
        @Nullable String language,
        @Nullable Map<String, TranslationState> translations) {

    /** What takes longer is an event of several days. */
    private static final Duration ONE_DAY = Duration.ofDays(1);

    public EventState {
        tiers = List.copyOf(tiers);
        terms = orDefault(terms);
    }

    /** One that is not taken down, and has texts in one language only, which is not known. */
    public EventState(
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
        this(
                id,
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
                organizerId,
                status,
                version,
                null,
                null,
                null);
    }

    public boolean hasBeenTakenDown() {
        return Boolean.TRUE.equals(takenDown);
    }

    /** The same, taken down: selling rests. */
    public EventState asTakenDown() {
        return new EventState(
                id,
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
                terms.atRest(),
                organizerId,
                status,
                version,
                true,
                language,
                translations);
    }

    /**
     * The same, with texts in further languages.
     *
     * @param language of its own texts
     */
    public EventState with(@Nullable String language, @Nullable Map<String, TranslationState> translations) {
        return new EventState(
                id,
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
                organizerId,
                status,
                version,
                takenDown,
                language,
                translations);
    }

    /**
     * When selling ends: as the organizer set it, otherwise when the event starts or, if it lasts for several days, when it ends. Never
     * after its end.
     */
    public Instant salesClose() {
        if (salesEnd != null) {
            return salesEnd.isBefore(endsAt) ? salesEnd : endsAt;
        }
        return salesClose(startsAt, endsAt);
    }

    /** The same of an event whose organizer set no end of its sale. */
    public static Instant salesClose(Instant startsAt, Instant endsAt) {
        return endsAt.isAfter(startsAt.plus(ONE_DAY)) ? endsAt : startsAt;
    }

    private static SalesTerms orDefault(@Nullable SalesTerms terms) {
        return terms == null ? SalesTerms.DEFAULT : terms; // messages of earlier versions have none
    }
}
