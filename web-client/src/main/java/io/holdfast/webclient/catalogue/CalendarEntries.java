package io.holdfast.webclient.catalogue;

import io.holdfast.calendar.CalendarEntry;
import io.holdfast.webclient.backend.Event;

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
                venue == null || venue.place().isEmpty() ? null : venue.place(),
                event.description(),
                event.isCancelled());
    }
}
