package io.holdfast.orders.mail;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.language.OrderNumbers;
import io.holdfast.mail.Mail;
import io.holdfast.mail.MailContent;
import io.holdfast.mail.MailTexts;
import io.holdfast.mail.MailWriter;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.person.GuestLinks;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Reminds a buyer to pay before the hold ends. */
@Component
class HoldEndingMail implements MailWriter {

    static final String KIND = "hold-ending";

    private final MailedOrders orders;
    private final GuestLinks links;
    private final Clock clock;

    HoldEndingMail(MailedOrders orders, GuestLinks links, Clock clock) {
        this.orders = orders;
        this.links = links;
        this.clock = clock;
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    /** Empty once it is paid, given up, or too late. */
    @Override
    public Optional<MailContent> write(Mail mail, MailTexts texts) {
        return orders.find(mail)
                .filter(order -> order.status() == OrderStatus.AWAITING_PAYMENT)
                .filter(order -> clock.instant().isBefore(order.expiresAt()))
                .map(order -> content(order, texts));
    }

    /** A guest has to open the order first. */
    private String page(Order order) {
        return order.terms().isGuests() ? links.page(order) : "/orders/" + order.id() + "/checkout";
    }

    private MailContent content(Order order, MailTexts texts) {
        EventText event = new EventText(orders.event(order), texts);
        MailContent.Builder content = MailContent.of(texts.of("hold-ending.subject", event.name()))
                .paragraph(texts.of(
                        "hold-ending.lead", order.terms().quantity(), event.name(), event.time(order.expiresAt())));
        event.addTo(content, order);
        return content.fact(
                        texts.of("hold-ending.total"),
                        Amounts.of(order.terms().total(), order.terms().currency(), texts.language()))
                .fact(texts.of("order.number"), OrderNumbers.of(order.id()))
                .button(texts.of("hold-ending.pay"), texts.page(page(order)))
                .note(texts.of(order.terms().isGuests() ? "hold-ending.guest" : "hold-ending.note"))
                .build();
    }
}
