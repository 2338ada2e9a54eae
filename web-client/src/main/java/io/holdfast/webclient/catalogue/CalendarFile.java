package io.holdfast.webclient.catalogue;

import io.holdfast.webclient.backend.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An event as an iCalendar file (RFC 5545). */
final class CalendarFile {

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** The most octets of a line. */
    private static final int FOLD = 75;

    private CalendarFile() {}

    static byte[] of(Event event, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add("BEGIN:VCALENDAR");
        lines.add("VERSION:2.0");
        lines.add("PRODID:-//Holdfast//Events//EN");
        lines.add("BEGIN:VEVENT");
        lines.add("UID:" + event.id() + "@holdfast");
        lines.add("DTSTAMP:" + UTC.format(now));
        lines.add("DTSTART:" + UTC.format(event.startsAt()));
        if (event.endsAt() != null) {
            lines.add("DTEND:" + UTC.format(event.endsAt()));
        }
        lines.add("SUMMARY:" + text(event.name()));
        if (event.description() != null) {
            lines.add("DESCRIPTION:" + text(event.description()));
        }
        if (event.venue() != null) {
            lines.add("LOCATION:" + text(place(event.venue())));
        }
        if ("cancelled".equals(event.status())) {
            lines.add("STATUS:CANCELLED");
        }
        lines.add("END:VEVENT");
        lines.add("END:VCALENDAR");
        return lines.stream()
                .map(CalendarFile::folded)
                .collect(Collectors.joining("\r\n", "", "\r\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String place(Event.Venue venue) {
        return Stream.of(venue.name(), venue.address(), venue.city(), venue.country())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }

    /** §3.3.11: what has a meaning is escaped, and control characters are not allowed. */
    private static String text(String value) {
        return value.replace("\\", "\\\\")
                .replace(";", "\\;")
                .replace(",", "\\,")
                .replaceAll("\\R", "\\\\n")
                .replaceAll("\\p{Cntrl}", " ");
    }

    /** §3.1: no line is longer than 75 octets; what follows begins with a space. No character is cut in two. */
    private static String folded(String line) {
        StringBuilder folded = new StringBuilder();
        int octets = 0;
        for (int codePoint : line.codePoints().toArray()) {
            String character = Character.toString(codePoint);
            int length = character.getBytes(StandardCharsets.UTF_8).length;
            if (octets + length > FOLD) {
                folded.append("\r\n ");
                octets = 1;
            }
            folded.append(character);
            octets += length;
        }
        return folded.toString();
    }
}
