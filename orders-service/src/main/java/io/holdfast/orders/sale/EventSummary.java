package io.holdfast.orders.sale;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.VenueState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an event is called, and when and where it takes place. An order keeps it as it was when it was placed.
 *
 * @param startsAt to the millisecond, as databases keep it; likewise {@code endsAt}
 * @param version of the event; 0 in orders of earlier releases
 */
public record EventSummary(
        String name, Instant startsAt, Instant endsAt, String timezone, VenueState venue, long version) {

    /** What takes longer is an event of several days, of which the end is told, too. */
    public static final Duration ONE_DAY = Duration.ofDays(1);

    public EventSummary {
        startsAt = startsAt.truncatedTo(ChronoUnit.MILLIS);
        endsAt = endsAt.truncatedTo(ChronoUnit.MILLIS);
    }

    public static EventSummary of(EventState event) {
        return new EventSummary(
                event.name(), event.startsAt(), event.endsAt(), event.timezone(), event.venue(), event.version());
    }

    /** Whether name, date and place are the same, in whichever version. */
    public boolean tellsTheSameAs(EventSummary other) {
        return name.equals(other.name) && !isMovedFrom(other);
    }

    /** Whether date or place differ. */
    public boolean isMovedFrom(EventSummary before) {
        return !startsAt.equals(before.startsAt)
                || !endsAt.equals(before.endsAt)
                || !timezone.equals(before.timezone)
                || !venue.equals(before.venue);
    }

    /** The venue and its address in one line. */
    public String place() {
        return Stream.of(venue.name(), venue.address(), venue.city(), venue.country())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }
}
