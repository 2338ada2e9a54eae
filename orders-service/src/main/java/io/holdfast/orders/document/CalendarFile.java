package io.holdfast.orders.document;

import io.holdfast.contracts.VenueState;
import io.holdfast.orders.order.EventSummary;
import io.holdfast.orders.order.Order;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An order's event as an iCalendar file (RFC 5545). */
final class CalendarFile {

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int FOLD = 75;

    private CalendarFile() {}

    static byte[] of(Order order) {
        Order.Terms terms = order.terms();
        EventSummary event = terms.event();
        return Stream.of(
                        "BEGIN:VCALENDAR",
                        "VERSION:2.0",
                        "PRODID:-//Holdfast//Tickets//EN",
                        "BEGIN:VEVENT",
                        "UID:" + terms.id() + "@holdfast",
                        "DTSTAMP:" + utc(terms.createdAt()),
                        "DTSTART:" + utc(event.startsAt()),
                        "DTEND:" + utc(event.endsAt()),
                        "SUMMARY:" + text(event.name()),
                        "LOCATION:" + text(place(event.venue())),
                        "END:VEVENT",
                        "END:VCALENDAR")
                .map(CalendarFile::folded)
                .collect(Collectors.joining("\r\n", "", "\r\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String utc(Instant instant) {
        return UTC.format(instant);
    }

    private static String place(VenueState venue) {
        return Stream.of(venue.name(), venue.address(), venue.city(), venue.country())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }

    /** §3.3.11: what has a meaning is escaped. */
    private static String text(String value) {
        return value.replace("\\", "\\\\")
                .replace(";", "\\;")
                .replace(",", "\\,")
                .replaceAll("\\R", "\\\\n");
    }

    /** §3.1: no line is longer than 75 octets; what follows begins with a space. */
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
