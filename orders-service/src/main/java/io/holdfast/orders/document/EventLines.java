package io.holdfast.orders.document;

import io.holdfast.calendar.ZoneNames;
import io.holdfast.orders.sale.EventSummary;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/** An event in documents. */
public final class EventLines {

    /** For documents in which a letter is printed as its number. */
    public static final String NUMBERS = "[U+…]: a letter that cannot be printed here, by its Unicode number.";

    private static final Locale LANGUAGE = Locale.UK;

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofLocalizedDateTime(
                    FormatStyle.FULL, FormatStyle.SHORT)
            .withLocale(LANGUAGE);

    private EventLines() {}

    /** Beginning, and the end of an event of several days, in the event's zone, which is named; both zones if the clock is changed. */
    static String when(EventSummary event) {
        ZoneId zone = ZoneId.of(event.timezone());
        boolean severalDays = event.endsAt().isAfter(event.startsAt().plus(EventSummary.ONE_DAY));
        String starts = time(event.startsAt(), zone);
        if (!severalDays) {
            return starts + in(ZoneNames.of(zone, event.startsAt(), LANGUAGE));
        }
        String ends = time(event.endsAt(), zone);
        return ZoneNames.changes(zone, event.startsAt(), event.endsAt())
                ? starts + in(ZoneNames.withOffset(zone, event.startsAt(), LANGUAGE)) + " – " + ends
                        + in(ZoneNames.withOffset(zone, event.endsAt(), LANGUAGE))
                : starts + " – " + ends + in(ZoneNames.of(zone, event.endsAt(), LANGUAGE));
    }

    private static String in(String zone) {
        return " (" + zone + ")";
    }

    private static String time(Instant at, ZoneId zone) {
        return WHEN.format(at.atZone(zone));
    }

    /** What it was when it was ordered. */
    static String before(EventSummary event) {
        return "Changed since it was ordered. It was: %s, %s, %s".formatted(event.name(), when(event), event.place());
    }
}
