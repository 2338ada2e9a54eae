package io.holdfast.orders.mail;

import io.holdfast.calendar.CalendarFile;
import io.holdfast.mail.Mail;
import io.holdfast.mail.MailContent;
import io.holdfast.mail.MailTexts;
import io.holdfast.orders.document.DocumentTexts;
import io.holdfast.orders.document.OrderCalendar;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderBounces;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.orders.order.OrderTerms;
import io.holdfast.orders.sale.OrderedEvent;
import io.holdfast.orders.sale.Sales;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The orders that mails are about. */
@Component
public class MailedOrders {

    /** The detail of a mail that has the order's id: every mail of this service has one. */
    public static final String ORDER = "order";

    private final OrderStore orders;
    private final OrderBounces bounces;
    private final Sales sales;
    private final Clock clock;

    MailedOrders(OrderStore orders, OrderBounces bounces, Sales sales, Clock clock) {
        this.orders = orders;
        this.bounces = bounces;
        this.sales = sales;
        this.clock = clock;
    }

    /** What every mail about the order knows: which it is, and the language of its buyer. */
    static Map<String, String> details(OrderTerms order) {
        String language = order.language();
        return language == null ? Map.of(ORDER, order.id()) : Map.of(ORDER, order.id(), Mail.LANGUAGE, language);
    }

    Optional<Order> find(Mail mail) {
        return orders.find(mail.detail(ORDER));
    }

    /** The event of an order, as it is and as it was when it was bought. */
    OrderedEvent event(Order order) {
        return OrderedEvent.of(order.terms().event(), sales.find(order.terms().eventId()));
    }

    MailContent.Attachment calendar(Order order, OrderedEvent event, MailTexts texts) {
        CalendarFile file = OrderCalendar.of(order, event, new DocumentTexts(texts.language()), clock.instant());
        return new MailContent.Attachment("event.ics", file.mediaType(), file.content());
    }

    /** Shows the organizer that a mail did not reach the buyer. */
    void undelivered(Mail mail) {
        bounces.note(mail.detail(ORDER), clock.instant());
    }

    /** A mail reaches the buyer again: what came back before is not shown any more. */
    void sent(Mail mail, Instant begun) {
        bounces.forget(mail.detail(ORDER), begun);
    }
}
