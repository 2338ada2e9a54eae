package io.holdfast.calendar;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as a calendar has it.
 *
 * @param eventId names it in all files: a calendar that knows it changes its entry instead of adding another
 * @param version of the event; a calendar prefers the higher one
 * @param endsAt null if that is not known
 * @param place in one line; null if that is not known
 * @param description null for none
 * @param cancelled whether it will not take place
 */
public record CalendarEntry(
        String eventId,
        long version,
        String name,
        Instant startsAt,
        @Nullable Instant endsAt,
        @Nullable String place,
        @Nullable String description,
        boolean cancelled) {}
