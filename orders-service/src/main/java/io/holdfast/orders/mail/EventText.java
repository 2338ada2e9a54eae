package io.holdfast.orders.mail;

import io.holdfast.mail.MailContent;
import io.holdfast.mail.MailTexts;
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
 * @param before what it was when it was ordered, or last told of; null if nothing changed
 */
record EventText(EventSummary event, @Nullable EventSummary before, MailTexts texts) {

    EventText(OrderedEvent event, MailTexts texts) {
        this(event.now(), event.before(), texts);
    }

    String name() {
        return event.name();
    }

    /** With the zone's id: short names of zones are ambiguous. */
    String time(Instant at) {
        return time(at, event);
    }

    private String time(Instant at, EventSummary of) {
        ZoneId zone = ZoneId.of(of.timezone());
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.FULL, FormatStyle.SHORT)
                        .localizedBy(texts.language())
                        .format(at.atZone(zone))
                + " (" + zone.getId() + ")";
    }

    /** What is, and beside it what was if that is something else. */
    void addTo(MailContent.Builder content) {
        if (before != null && !before.name().equals(event.name())) {
            content.fact(texts.of("event.name"), event.name());
            content.fact(texts.of("event.before"), before.name());
        }
        content.fact(texts.of("event.when"), when(event));
        if (before != null && !when(before).equals(when(event))) {
            content.fact(texts.of("event.before"), when(before));
        }
        content.fact(texts.of("event.where"), event.place());
        if (before != null && !before.place().equals(event.place())) {
            content.fact(texts.of("event.before"), before.place());
        }
    }

    private String when(EventSummary of) {
        String starts = time(of.startsAt(), of);
        boolean severalDays = of.endsAt().isAfter(of.startsAt().plus(EventSummary.ONE_DAY));
        return severalDays ? texts.of("event.until", starts, time(of.endsAt(), of)) : starts;
    }
}
