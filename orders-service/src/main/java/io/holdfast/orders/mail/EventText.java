package io.holdfast.orders.mail;

import io.holdfast.mail.MailContent;
import io.holdfast.mail.MailTexts;
import io.holdfast.orders.order.EventSummary;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;

/** An event in the reader's language, its times in its own zone. */
record EventText(EventSummary event, MailTexts texts) {

    String name() {
        return event.name();
    }

    /** With the zone's id: short names of zones are ambiguous. */
    String time(Instant at) {
        ZoneId zone = ZoneId.of(event.timezone());
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.FULL, FormatStyle.SHORT)
                        .withLocale(texts.language())
                        .format(at.atZone(zone))
                + " (" + zone.getId() + ")";
    }

    void addTo(MailContent.Builder content) {
        content.fact(texts.of("event.when"), time(event.startsAt()));
        if (!event.place().isBlank()) {
            content.fact(texts.of("event.where"), event.place());
        }
    }
}
