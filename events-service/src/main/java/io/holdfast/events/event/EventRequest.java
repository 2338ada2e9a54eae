package io.holdfast.events.event;

import io.holdfast.messaging.Ids;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as a client writes it, unchecked: the whole of it, or {@code {name, description, startsAt, price, capacity,
 * currency?}} for one general-admission tier. Times are text so that {@link EventRules} can say what is wrong with them.
 *
 * @param version of an edit: the version it changes
 */
record EventRequest(
        @Nullable String name,
        @Nullable String description,
        @Nullable String category,
        @Nullable VenueRequest venue,
        @Nullable String startsAt,
        @Nullable String endsAt,
        @Nullable String timezone,
        @Nullable String currency,
        @Nullable String imageUrl,
        @Nullable List<@Nullable TierRequest> tiers,
        @Nullable String salesStart,
        @Nullable String salesEnd,
        @Nullable String status,
        @Nullable Object seating,
        @Nullable Long price,
        @Nullable Long capacity,
        @Nullable Long maxPerOrder,
        @Nullable Long maxPerBuyer,
        @Nullable SellBackRequest sellBack,
        @Nullable Boolean salesPaused,
        @Nullable Long version) {

    /** The venue as a client writes it. */
    record VenueRequest(
            @Nullable String name,
            @Nullable String address,
            @Nullable String city,
            @Nullable String country) {}

    /** A tier as a client writes it. */
    record TierRequest(
            @Nullable String id,
            @Nullable String name,
            @Nullable Long price,
            @Nullable Long capacity,
            @Nullable Long maxPerOrder,
            @Nullable SeatingRequest seating,
            @Nullable Long maxPerBuyer) {}

    /** A seating plan as a client writes it. */
    record SeatingRequest(@Nullable List<@Nullable RowRequest> rows) {}

    /** A row of seats as a client writes it. */
    record RowRequest(
            @Nullable String label,
            @Nullable Long seats,
            @Nullable List<@Nullable Long> gaps,
            @Nullable List<@Nullable Long> aisles,
            @Nullable List<@Nullable Long> accessible,
            @Nullable List<@Nullable Long> companion) {}

    /** Whether and how long tickets may be sold back, as a client writes it. */
    record SellBackRequest(
            @Nullable Boolean allowed, @Nullable Long minutesBefore) {}

    /** Not to be seen yet. */
    boolean isDraft() {
        return "draft".equals(status);
    }

    /** To be seen by everybody, if it is not yet. */
    boolean isPublished() {
        return "published".equals(status);
    }

    /** The same for requests that say the same, in whichever version of this service. */
    String hash() {
        // Earlier versions did not know the last fields; a request without them may be the repetition of one they
        // heard.
        return Ids.derived(toString()
                .replace(", maxPerBuyer=null, sellBack=null, salesPaused=null, version=null]", "]")
                .replace(", maxPerBuyer=null]", "]"));
    }
}
