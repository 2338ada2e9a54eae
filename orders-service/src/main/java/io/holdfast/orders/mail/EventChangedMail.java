package io.holdfast.orders.mail;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.language.OrderNumbers;
import io.holdfast.mail.Mail;
import io.holdfast.mail.MailContent;
import io.holdfast.mail.MailTexts;
import io.holdfast.mail.MailWriter;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderLists;
import io.holdfast.orders.person.GuestLinks;
import io.holdfast.orders.sale.EventSummaries;
import io.holdfast.orders.sale.EventSummary;
import io.holdfast.orders.sale.OrderedEvent;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What an event is now and what it was, with the right to return its tickets if it was moved, and the date for the calendar. */
@Component
class EventChangedMail implements MailWriter {

    static final String KIND = "event-changed";
    static final String BEFORE = "before";
    /** Who placed the order that it is about. */
    static final String BUYER = "buyer";

    private final MailedOrders orders;
    private final OrderLists lists;
    private final GuestLinks links;
    private final Sales sales;
    private final Clock clock;

    EventChangedMail(MailedOrders orders, OrderLists lists, GuestLinks links, Sales sales, Clock clock) {
        this.orders = orders;
        this.lists = lists;
        this.links = links;
        this.sales = sales;
        this.clock = clock;
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    /** Empty once the buyer has no tickets of it any more, it is cancelled, or it is again what it was. */
    @Override
    public Optional<MailContent> write(Mail mail, MailTexts texts) {
        EventSummary before = EventSummaries.ofText(mail.detail(BEFORE));
        return orders.find(mail)
                .flatMap(this::withTickets)
                .flatMap(order -> sales.find(order.terms().eventId())
                        .filter(sale -> !sale.isCancelled())
                        .filter(sale -> !EventSummary.of(sale.event()).tellsTheSameAs(before))
                        .map(sale -> content(order, sale, before, texts)));
    }

    @Override
    public void undelivered(Mail mail) {
        orders.undelivered(mail);
    }

    @Override
    public void sent(Mail mail, Instant begun) {
        orders.sent(mail, begun);
    }

    /** The order or, if its tickets were given back since, another one of the same buyer and event that has some. */
    private Optional<Order> withTickets(Order order) {
        return order.status() == OrderStatus.COMPLETED
                ? Optional.of(order)
                : lists.completedOf(order.terms().buyerId(), order.terms().eventId());
    }

    private MailContent content(Order order, Sale sale, EventSummary before, MailTexts texts) {
        OrderedEvent event = OrderedEvent.of(sale, before);
        EventText text = new EventText(event, texts);
        MailContent.Builder content = MailContent.of(texts.of("event-changed.subject", text.name()))
                .replyTo(event.contact())
                .paragraph(texts.of("event-changed.lead", text.nameBefore()));
        text.addTo(content, order);
        sale.returnsUntil(order.terms().event())
                .filter(until -> clock.instant().isBefore(until))
                .ifPresent(until -> content.note(texts.of(
                        order.terms().total() > 0 ? "event-changed.return" : "event-changed.return.free",
                        text.time(until))));
        return content.fact(texts.of("order.number"), OrderNumbers.of(order.id()))
                .button(texts.of("order.open"), texts.page(links.page(order)))
                .note(texts.of("event-changed.valid"))
                .attach(orders.calendar(order, event, texts))
                .build();
    }
}
