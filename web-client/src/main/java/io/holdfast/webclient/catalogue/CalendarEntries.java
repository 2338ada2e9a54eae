package io.holdfast.webclient.catalogue;

import io.holdfast.calendar.CalendarEntry;
import io.holdfast.webclient.backend.Event;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Events as calendars have them. */
final class CalendarEntries {

    private CalendarEntries() {}

    static CalendarEntry of(Event event) {
        Event.Venue venue = event.venue();
        return new CalendarEntry(
                event.id(),
                event.version() == null ? 0 : event.version(),
                event.name(),
                event.startsAt(),
                event.endsAt(),
                venue == null
                        ? null
                        : Stream.of(venue.name(), venue.fullAddress())
                                .filter(part -> !part.isEmpty())
                                .collect(Collectors.joining(", ")),
                event.description(),
                event.isCancelled());
    }
}
