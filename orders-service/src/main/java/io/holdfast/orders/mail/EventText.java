package io.holdfast.orders.mail;

import io.holdfast.calendar.ZoneNames;
import io.holdfast.mail.MailContent;
import io.holdfast.mail.MailTexts;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.sale.EventSummaries;
import io.holdfast.orders.sale.EventSummary;
import io.holdfast.orders.sale.OrderedEvent;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import org.jspecify.annotations.Nullable;

/**
 * An event in the reader's language, its times in its own zone.
 *
 * @param told the event as it is told, in its own language
 * @param before what it was when it was ordered, or last told of; null if nothing changed
 */
record EventText(
        EventSummary told, EventSummary event, @Nullable EventSummary before, MailTexts texts) {

    EventText(OrderedEvent event, MailTexts texts) {
        this(
                event.now(),
                event.now().in(texts.language()),
                event.before() == null ? null : event.before().in(texts.language()),
                texts);
    }

    String name() {
        return event.name();
    }

    /** What it was called before; what it is called if that is the same. */
    String nameBefore() {
        return before == null ? event.name() : before.name();
    }

    /** In the event's zone, which is named. */
    String time(Instant at) {
        ZoneId zone = ZoneId.of(event.timezone());
        return time(at, zone, ZoneNames.of(zone, at, texts.language()));
    }

    private String time(Instant at, ZoneId zone, String zoneName) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.FULL, FormatStyle.SHORT)
                        .localizedBy(texts.language())
                        .format(at.atZone(zone))
                + " (" + zoneName + ")";
    }

    /** What is, and beside it what was if that is something else. That it was told is remembered: buyers are to know of what changes after it. */
    void addTo(MailContent.Builder content, Order order) {
        content.telling(new MailContent.Told(order.terms().eventId(), EventSummaries.toText(told)));
        if (before != null && !before.name().equals(event.name())) {
            content.fact(texts.of("event.name"), event.name());
            content.fact(texts.of("event.before"), before.name());
        }
        content.fact(texts.of("event.when"), when(event));
        if (before != null && !when(before).equals(when(event))) {
            content.fact(texts.of("event.before"), when(before));
        }
        content.fact(texts.of("event.where"), place(event));
        if (before != null && !place(before).equals(place(event))) {
            content.fact(texts.of("event.before"), place(before));
        }
    }

    /** Of an event of several days the end, too, and both zones if the clock is changed in between. */
    private String when(EventSummary of) {
        ZoneId zone = ZoneId.of(of.timezone());
        boolean severalDays = of.endsAt().isAfter(of.startsAt().plus(EventSummary.ONE_DAY));
        boolean changes = severalDays && ZoneNames.changes(zone, of.startsAt(), of.endsAt());
        String starts = time(of.startsAt(), zone, zoneName(zone, of.startsAt(), changes));
        return severalDays
                ? texts.of("event.until", starts, time(of.endsAt(), zone, zoneName(zone, of.endsAt(), changes)))
                : starts;
    }

    private String place(EventSummary of) {
        return of.place(texts.of("event.where.later"));
    }

    private String zoneName(ZoneId zone, Instant at, boolean changes) {
        return changes ? ZoneNames.withOffset(zone, at, texts.language()) : ZoneNames.of(zone, at, texts.language());
    }
}
