package io.holdfast.orders.document;

import io.holdfast.calendar.CalendarEntry;
import io.holdfast.calendar.CalendarFile;
import io.holdfast.language.OrderNumbers;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.sale.EventSummary;
import io.holdfast.orders.sale.OrderedEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An order's event as a calendar file: the same entry as that of the event's page, in the same version. */
public final class OrderCalendar {

    private OrderCalendar() {}

    /** @param now when the file is made */
    public static CalendarFile of(Order order, OrderedEvent bought, DocumentTexts texts, Instant now) {
        OrderedEvent ordered = bought.in(texts.language());
        EventSummary event = ordered.now();
        return CalendarFile.of(
                new CalendarEntry(
                        order.terms().eventId(),
                        event.version(),
                        event.name(),
                        event.startsAt(),
                        event.endsAt(),
                        event.place(""),
                        description(order, ordered.before(), texts),
                        ordered.cancelled()),
                now);
    }

    private static String description(Order order, @Nullable EventSummary before, DocumentTexts texts) {
        String number = texts.of("order.number", OrderNumbers.of(order.id()));
        return before == null ? number : number + "\n" + texts.before(before);
    }
}
