package io.holdfast.orders.mail;

import io.holdfast.calendar.CalendarFile;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.mail.Mail;
import io.holdfast.mail.MailContent;
import io.holdfast.mail.MailTexts;
import io.holdfast.mail.MailWriter;
import io.holdfast.orders.document.OrderCalendar;
import io.holdfast.orders.document.TicketsPdf;
import io.holdfast.orders.order.GuestLinks;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderBounces;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.orders.order.Ticket;
import io.holdfast.orders.sale.OrderedEvent;
import io.holdfast.orders.sale.Sales;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** "Your tickets": with their codes to show, all of them to print, and the date for a calendar. */
@Component
class TicketsMail implements MailWriter {

    static final String KIND = "tickets";
    static final String ORDER = "order";

    /** Of a larger order the rest is in the attachment. */
    private static final int MOST_PICTURES = 20;

    private final OrderStore orders;
    private final OrderBounces bounces;
    private final Sales sales;
    private final Clock clock;

    private final GuestLinks links;

    TicketsMail(OrderStore orders, OrderBounces bounces, Sales sales, Clock clock, GuestLinks links) {
        this.orders = orders;
        this.bounces = bounces;
        this.sales = sales;
        this.clock = clock;
        this.links = links;
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** Empty once the order is over: its tickets admit no one. */
    @Override
    public Optional<MailContent> write(Mail mail, MailTexts texts) {
        return orders.find(mail.detail(ORDER))
                .filter(order -> order.status() == OrderStatus.COMPLETED)
                .map(order -> content(order, texts));
    }

    @Override
    public void undelivered(Mail mail) {
        bounces.note(mail.detail(ORDER), clock.instant());
    }

    private MailContent content(Order order, MailTexts texts) {
        OrderedEvent ordered =
                OrderedEvent.of(order.terms().event(), sales.find(order.terms().eventId()));
        EventText event = new EventText(ordered, texts);
        MailContent.Builder content = MailContent.of(
                        texts.of("tickets.subject", order.tickets().size(), event.name()))
                .replyTo(ordered.contact())
                .paragraph(texts.of("tickets.lead", order.terms().holder()));
        event.addTo(content);
        if (order.terms().total() > 0) {
            content.fact(
                    texts.of("order.total"),
                    Amounts.of(order.terms().total(), order.terms().currency(), texts.language()));
        }
        content.fact(texts.of("order.number"), order.id())
                .button(texts.of("order.open"), texts.page(links.page(order)))
                .note(texts.of("tickets.attached"))
                .attach(new MailContent.Attachment("tickets.pdf", "application/pdf", TicketsPdf.of(order, ordered)))
                .attach(calendar(order, ordered, clock.instant()));
        if (order.terms().isGuests()) {
            content.note(texts.of("order.guest"));
        }
        order.tickets().stream().limit(MOST_PICTURES).forEach(ticket -> content.picture(picture(ticket, texts)));
        return content.build();
    }

    static MailContent.Attachment calendar(Order order, OrderedEvent event, Instant now) {
        CalendarFile file = OrderCalendar.of(order, event, now);
        return new MailContent.Attachment("event.ics", file.mediaType(), file.content());
    }

    private static MailContent.Picture picture(Ticket ticket, MailTexts texts) {
        String title =
                ticket.seat() == null ? ticket.tierName() : texts.of("tickets.seat", ticket.tierName(), ticket.seat());
        return new MailContent.Picture(
                ticket.id() + "@holdfast", title, grouped(ticket.code()), QrPicture.of(ticket.code()));
    }

    /** In groups of four, as on the pages. */
    private static String grouped(String code) {
        return code.replaceAll("(.{4})(?=.)", "$1 ");
    }
}
