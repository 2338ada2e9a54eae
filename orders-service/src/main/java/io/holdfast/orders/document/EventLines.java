package io.holdfast.orders.document;

import io.holdfast.orders.sale.EventSummary;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/** An event in documents. */
final class EventLines {

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofLocalizedDateTime(
                    FormatStyle.FULL, FormatStyle.SHORT)
            .withLocale(Locale.UK);

    private EventLines() {}

    /** Beginning and end, in the event's zone, whose id is named: short names of zones are ambiguous. */
    static String when(EventSummary event) {
        ZoneId zone = ZoneId.of(event.timezone());
        boolean severalDays = event.endsAt().isAfter(event.startsAt().plus(EventSummary.ONE_DAY));
        String starts = time(event.startsAt(), zone);
        return (severalDays ? starts + " – " + time(event.endsAt(), zone) : starts) + " (" + zone.getId() + ")";
    }

    private static String time(Instant at, ZoneId zone) {
        return WHEN.format(at.atZone(zone));
    }

    /** What it was when it was ordered. */
    static String before(EventSummary event) {
        return "Changed since it was ordered. It was: %s, %s, %s".formatted(event.name(), when(event), event.place());
    }
}
