package io.holdfast.calendar;

import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.text.ICalWriter;
import biweekly.property.Method;
import biweekly.property.Status;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as an iCalendar file (RFC 5545), with the method that tells a calendar what to do with it (RFC 5546). Times are in UTC, which
 * every calendar shows in its reader's zone; a zone of our own description is what calendars disagree about.
 */
@SuppressWarnings("ArrayRecordComponent") // not compared
public record CalendarFile(String method, byte[] content) {

    /** A line has at most 75 octets (§3.1). The writer counts characters, and may add one rather than fold at a space. */
    private static final int LINE_LENGTH = 74;

    /** Beyond ASCII a character has up to three octets. */
    private static final int LINE_LENGTH_BEYOND_ASCII = 24;

    /** @param now when the file is made */
    public static CalendarFile of(CalendarEntry entry, Instant now) {
        return of(List.of(entry), entry.cancelled() ? Method.CANCEL : Method.PUBLISH, now);
    }

    /** One file of several events; those that are cancelled say so. */
    public static CalendarFile of(List<CalendarEntry> entries, Instant now) {
        return of(entries, Method.PUBLISH, now);
    }

    private static CalendarFile of(List<CalendarEntry> entries, String method, Instant now) {
        ICalendar calendar = new ICalendar();
        calendar.setProductId("-//Holdfast//Events//EN");
        calendar.setMethod(method);
        entries.forEach(entry -> calendar.addEvent(event(entry, now)));
        return new CalendarFile(method, write(calendar));
    }

    private static VEvent event(CalendarEntry entry, Instant now) {
        VEvent event = new VEvent();
        event.setUid(entry.eventId() + "@holdfast");
        event.setDateTimeStamp(Date.from(now));
        event.setSequence(Math.toIntExact(entry.version()));
        event.setStatus(entry.cancelled() ? Status.cancelled() : Status.confirmed());
        event.setDateStart(Date.from(entry.startsAt()));
        if (entry.endsAt() != null) {
            event.setDateEnd(Date.from(entry.endsAt()));
        }
        event.setSummary(printable(entry.name()));
        event.setLocation(printable(entry.place()));
        event.setDescription(printable(entry.description()));
        return event;
    }

    /** The media type, which has to name the method, too. */
    public String mediaType() {
        return "text/calendar;charset=UTF-8;method=" + method;
    }

    /** Without control characters, which are not allowed (§3.1). The writer escapes line breaks. */
    private static @Nullable String printable(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.replaceAll("[\\p{Cntrl}&&[^\\r\\n]]+", " ");
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
