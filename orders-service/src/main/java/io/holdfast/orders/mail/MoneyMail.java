package io.holdfast.orders.mail;

import io.holdfast.mail.Mail;
import io.holdfast.mail.MailContent;
import io.holdfast.mail.MailTexts;
import io.holdfast.mail.MailWriter;
import io.holdfast.orders.order.GuestLinks;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderStore;
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
        REFUND_PAID,
        REFUND_FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Kind kind;
    private final OrderStore orders;
    private final GuestLinks links;

    MoneyMail(Kind kind, OrderStore orders, GuestLinks links) {
        this.kind = kind;
        this.orders = orders;
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

    private MailContent content(Order order, Mail mail, MailTexts texts) {
        EventText event = new EventText(order.terms().event(), texts);
        MailContent.Builder content = MailContent.of(texts.of(kind() + ".subject", event.name()))
                .paragraph(texts.of(kind() + ".lead", event.name()));
        event.addTo(content);
        String amount = mail.details().get(AMOUNT);
        if (amount != null && !amount.equals("0")) {
            content.fact(
                    texts.of(kind() + ".amount"),
                    Amounts.of(Long.parseLong(amount), mail.detail(CURRENCY), texts.language()));
        }
        if (order.terms().total() > 0) {
            content.note(texts.of(kind() + ".note"));
        }
        return content.fact(texts.of("order.number"), order.id())
                .button(texts.of("order.open"), texts.page(links.page(order)))
                .build();
    }
}
