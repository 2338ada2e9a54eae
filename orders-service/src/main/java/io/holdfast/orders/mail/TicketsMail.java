package io.holdfast.orders.mail;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.language.OrderNumbers;
import io.holdfast.mail.Mail;
import io.holdfast.mail.MailContent;
import io.holdfast.mail.MailTexts;
import io.holdfast.mail.MailWriter;
import io.holdfast.orders.document.DocumentTexts;
import io.holdfast.orders.document.EventPictures;
import io.holdfast.orders.document.TicketsPdf;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.person.GuestLinks;
import io.holdfast.orders.receipt.Receipt;
import io.holdfast.orders.receipt.Receipts;
import io.holdfast.orders.sale.OrderedEvent;
import io.holdfast.orders.ticket.SeatText;
import io.holdfast.orders.ticket.Ticket;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** "Your tickets": with their codes to show, all of them to print, and the date for a calendar. */
@Component
class TicketsMail implements MailWriter {

    static final String KIND = "tickets";

    /** Of a larger order the rest is in the attachment. */
    private static final int MOST_PICTURES = 20;

    private final MailedOrders orders;
    private final GuestLinks links;
    private final Receipts receipts;
    private final EventPictures pictures;

    TicketsMail(MailedOrders orders, GuestLinks links, Receipts receipts, EventPictures pictures) {
        this.orders = orders;
        this.receipts = receipts;
        this.links = links;
        this.pictures = pictures;
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    /** Empty once the order is over: its tickets admit no one. */
    @Override
    public Optional<MailContent> write(Mail mail, MailTexts texts) {
        return orders.find(mail)
                .filter(order -> order.status() == OrderStatus.COMPLETED)
                .map(order -> content(order, texts));
    }

    @Override
    public void undelivered(Mail mail) {
        orders.undelivered(mail);
    }

    @Override
    public void sent(Mail mail, Instant begun) {
        orders.sent(mail, begun);
    }

    private MailContent content(Order order, MailTexts texts) {
        OrderedEvent ordered = orders.event(order);
        EventText event = new EventText(ordered, texts);
        boolean isFree = order.terms().total() == 0;
        DocumentTexts documents = new DocumentTexts(texts.language());
        MailContent.Builder content = MailContent.of(
                        texts.of("tickets.subject", order.tickets().size(), event.name()))
                .replyTo(ordered.contact())
                .paragraph(texts.of(
                        isFree ? "tickets.lead.free" : "tickets.lead",
                        order.terms().holder()));
        event.addTo(content, order);
        if (!isFree) {
            content.fact(
                    texts.of("order.total"),
                    Amounts.of(order.terms().total(), order.terms().currency(), texts.language()));
        }
        content.fact(texts.of("order.number"), OrderNumbers.of(order.id()))
                .button(texts.of("order.open"), texts.page(links.page(order)))
                .note(texts.of("tickets.attached"))
                .attach(new MailContent.Attachment(
                        "tickets.pdf",
                        "application/pdf",
                        TicketsPdf.of(
                                order, ordered, pictures.find(order.terms().eventId(), ordered), documents)))
                .attach(orders.calendar(order, ordered, texts));
        List<Receipt> issued = receipts.complete(order);
        if (!issued.isEmpty() && issued.getFirst().sellerDetails().receiptsByMail()) {
            ReceiptFiles.of(issued, receipts, documents).forEach(content::attach);
        }
        if (order.terms().isGuests()) {
            content.note(texts.of("order.guest"));
        }
        order.tickets().stream()
                .limit(MOST_PICTURES)
                .forEach(ticket -> content.picture(picture(ticket, ordered, texts)));
        return content.build();
    }

    private static MailContent.Picture picture(Ticket ticket, OrderedEvent event, MailTexts texts) {
        String tier = event.tierName(ticket.tierId(), ticket.tierName(), texts.language());
        String title = SeatText.of(tier, ticket.seat(), "tickets.seat", texts::of);
        return new MailContent.Picture(
                ticket.id() + "@holdfast", title, grouped(ticket.code()), QrPicture.of(ticket.code()));
    }

    /** In groups of four, as on the pages. */
    private static String grouped(String code) {
        return code.replaceAll("(.{4})(?=.)", "$1 ");
    }
}
