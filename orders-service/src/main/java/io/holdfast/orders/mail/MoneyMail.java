package io.holdfast.orders.mail;

import io.holdfast.mail.Mail;
import io.holdfast.mail.MailContent;
import io.holdfast.mail.MailTexts;
import io.holdfast.mail.MailWriter;
import io.holdfast.orders.order.EndedTicket;
import io.holdfast.orders.order.GuestLinks;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderBounces;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.orders.sale.OrderedEvent;
import io.holdfast.orders.sale.Sales;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/** What became of a paid order and its money. */
final class MoneyMail implements MailWriter {

    static final String AMOUNT = "amount";
    static final String CURRENCY = "currency";

    /** Its texts are in the bundle under {@link #word()}. */
    enum Kind {
        PAYMENT_FAILED,
        SOLD_BACK,
        EVENT_CANCELLED,
        REFUND_DUE,
        /** Tickets were sold back or refunded while others of the order stay valid. */
        TICKETS_ENDED,
        REFUND_PAID,
        REFUND_FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Kind kind;
    private final OrderStore orders;
    private final OrderBounces bounces;
    private final Sales sales;
    private final Clock clock;

    private final GuestLinks links;

    MoneyMail(Kind kind, OrderStore orders, OrderBounces bounces, Sales sales, Clock clock, GuestLinks links) {
        this.kind = kind;
        this.orders = orders;
        this.bounces = bounces;
        this.sales = sales;
        this.clock = clock;
        this.links = links;
    }

    @Override
    public String kind() {
        return kind.word();
    }

    @Override
    public Optional<MailContent> write(Mail mail, MailTexts texts) {
        return orders.find(mail.detail(TicketsMail.ORDER)).map(order -> content(order, mail, texts));
    }

    @Override
    public void undelivered(Mail mail) {
        bounces.note(mail.detail(TicketsMail.ORDER), clock.instant());
    }

    private MailContent content(Order order, Mail mail, MailTexts texts) {
        OrderedEvent ordered =
                OrderedEvent.of(order.terms().event(), sales.find(order.terms().eventId()));
        EventText event = new EventText(ordered, texts);
        MailContent.Builder content = MailContent.of(texts.of(kind() + ".subject", event.name()))
                .replyTo(ordered.contact())
                .paragraph(texts.of(kind() + ".lead", event.name()));
        event.addTo(content);
        if (kind == Kind.TICKETS_ENDED) {
            order.ended().stream()
                    .map(EndedTicket::ticket)
                    .forEach(ticket -> content.fact(
                            texts.of(kind() + ".ticket"),
                            ticket.seat() == null ? ticket.tierName() : ticket.tierName() + ", " + ticket.seat()));
        }
        String amount = mail.details().get(AMOUNT);
        if (amount != null && !amount.equals("0")) {
            content.fact(
                    texts.of(kind() + ".amount"),
                    Amounts.of(Long.parseLong(amount), mail.detail(CURRENCY), texts.language()));
        }
        if (order.terms().total() > 0) {
            content.note(texts.of(kind() + ".note"));
        }
        if (kind == Kind.EVENT_CANCELLED) {
            content.attach(TicketsMail.calendar(order, ordered.cancelledNow(), clock.instant()));
        }
        return content.fact(texts.of("order.number"), order.id())
                .button(texts.of("order.open"), texts.page(links.page(order)))
                .build();
    }
}
