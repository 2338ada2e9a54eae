package io.holdfast.orders.sale;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.VenueState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an event is called, and when and where it takes place. An order keeps it as it was when it was placed.
 *
 * @param startsAt to the millisecond, as databases keep it; likewise {@code endsAt}
 * @param version of the event; 0 in orders of earlier releases
 * @param names in further languages, by tag
 */
public record EventSummary(
        String name,
        Instant startsAt,
        Instant endsAt,
        String timezone,
        VenueState venue,
        long version,
        Map<String, String> names) {

    /** What takes longer is an event of several days, of which the end is told, too. */
    public static final Duration ONE_DAY = Duration.ofDays(1);

    public EventSummary {
        startsAt = startsAt.truncatedTo(ChronoUnit.MILLIS);
        endsAt = endsAt.truncatedTo(ChronoUnit.MILLIS);
        names = Collections.unmodifiableSortedMap(new TreeMap<>(names));
    }

    /** One with a name in one language. */
    public EventSummary(
            String name, Instant startsAt, Instant endsAt, String timezone, VenueState venue, long version) {
        this(name, startsAt, endsAt, timezone, venue, version, Map.of());
    }

    public static EventSummary of(EventState event) {
        return new EventSummary(
                event.name(),
                event.startsAt(),
                event.endsAt(),
                event.timezone(),
                event.venue(),
                event.version(),
                names(event));
    }

    private static Map<String, String> names(EventState event) {
        SortedMap<String, String> names = new TreeMap<>();
        if (event.translations() != null) {
            event.translations().forEach((tag, text) -> {
                if (text.name() != null) {
                    names.put(tag, text.name());
                }
            });
        }
        return names;
    }

    /** The same, called by its name in a reader's language if it has one. */
    public EventSummary in(Locale reader) {
        String translated = names.get(reader.getLanguage());
        return translated == null ? this : called(translated, names);
    }

    /** The same, with the names of {@code other} in further languages if its own name is the same: such a name was given or mended since. */
    EventSummary translatedAs(EventSummary other) {
        return name.equals(other.name) ? called(name, other.names) : this;
    }

    /** The next version of the same. */
    EventSummary next() {
        return new EventSummary(name, startsAt, endsAt, timezone, venue, version + 1, names);
    }

    private EventSummary called(String name, Map<String, String> names) {
        return new EventSummary(name, startsAt, endsAt, timezone, venue, version, names);
    }

    /** The one of the higher version. */
    public EventSummary newer(EventSummary other) {
        return other.version > version ? other : this;
    }

    /** Whether name, date and place are the same, in whichever version. The names in further languages follow the event's own, and do not count. */
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

    /**
     * The venue and its address in one line.
     *
     * @param unnamed what is written for a name that is not known yet; empty for nothing
     */
    public String place(String unnamed) {
        return Stream.of(venue.hasName() ? venue.name() : unnamed, venue.address(), venue.city(), venue.country())
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(", "));
    }
}
