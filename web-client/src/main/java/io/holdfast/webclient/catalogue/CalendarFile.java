package io.holdfast.webclient.catalogue;

import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.text.ICalWriter;
import biweekly.property.Status;
import io.holdfast.webclient.backend.Event;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An event as an iCalendar file (RFC 5545). */
final class CalendarFile {

    /** A line has at most 75 octets (§3.1). The writer counts characters, and may add a space rather than fold at it. */
    private static final int LINE_LENGTH = 74;

    /** Beyond ASCII a character has up to three octets. */
    private static final int LINE_LENGTH_BEYOND_ASCII = 24;

    private CalendarFile() {}

    /** @param now the time of the request, which the file names as its own */
    static byte[] of(Event event, Instant now) {
        return of(List.of(event), now);
    }

    /** One file of several events. */
    static byte[] of(List<Event> events, Instant now) {
        ICalendar calendar = new ICalendar();
        calendar.setProductId("-//Holdfast//Events//EN");
        events.forEach(event -> calendar.addEvent(entry(event, now)));
        return write(calendar);
    }

    private static VEvent entry(Event event, Instant now) {
        VEvent entry = new VEvent();
        entry.setUid(event.id() + "@holdfast");
        entry.setDateTimeStamp(Date.from(now));
        entry.setDateStart(Date.from(event.startsAt()));
        if (event.endsAt() != null) {
            entry.setDateEnd(Date.from(event.endsAt()));
        }
        entry.setSummary(printable(event.name()));
        if (event.description() != null) {
            entry.setDescription(printable(event.description()));
        }
        if (event.venue() != null) {
            entry.setLocation(printable(location(event.venue())));
        }
        if (event.isCancelled()) {
            entry.setStatus(Status.cancelled());
        }
        return entry;
    }

    private static String location(Event.Venue venue) {
        return Stream.of(venue.name(), venue.address(), venue.city(), venue.country())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }

    /** Without control characters, which are not allowed (§3.1). The writer escapes line breaks. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\r\\n]]", " ");
    }

    private static byte[] write(ICalendar calendar) {
        String text = write(calendar, LINE_LENGTH);
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
            text = write(calendar, LINE_LENGTH_BEYOND_ASCII);
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String write(ICalendar calendar, int lineLength) {
        StringWriter text = new StringWriter();
        try (ICalWriter writer = new ICalWriter(text, ICalVersion.V2_0)) {
            writer.getVObjectWriter().getFoldedLineWriter().setLineLength(lineLength);
            writer.write(calendar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
