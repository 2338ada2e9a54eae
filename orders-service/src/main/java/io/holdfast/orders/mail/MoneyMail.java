package io.holdfast.orders.mail;

import io.holdfast.contracts.DisputeState;
import io.holdfast.language.OrderNumbers;
import io.holdfast.mail.Mail;
import io.holdfast.mail.MailContent;
import io.holdfast.mail.MailTexts;
import io.holdfast.mail.MailWriter;
import io.holdfast.orders.document.DocumentTexts;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.person.GuestLinks;
import io.holdfast.orders.receipt.Receipt;
import io.holdfast.orders.receipt.Receipts;
import io.holdfast.orders.sale.OrderedEvent;
import io.holdfast.orders.ticket.EndedTicket;
import io.holdfast.orders.ticket.SeatText;
import io.holdfast.orders.ticket.Ticket;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What became of a paid order and its money. */
@Component
class MoneyMail implements MailWriter {

    static final String AMOUNT = "amount";
    static final String CURRENCY = "currency";

    /** Its texts are in the bundle under {@link #word()}. */
    enum Kind {
        PAYMENT_FAILED,
        /** The bank approved for an order that had ended. */
        PAYMENT_VOIDED,
        SOLD_BACK,
        EVENT_CANCELLED,
        REFUND_DUE,
        /** By the organizer, tickets that were free. */
        TAKEN_BACK,
        /** Tickets were sold back or refunded while others of the order stay valid. */
        TICKETS_ENDED,
        REFUND_PAID,
        REFUND_FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Kind of(Mail mail) {
            return valueOf(mail.kind().toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /** What tells of money that is to go back. */
    private static final Set<Kind> DUE =
            EnumSet.of(Kind.SOLD_BACK, Kind.EVENT_CANCELLED, Kind.REFUND_DUE, Kind.TICKETS_ENDED);

    private final MailedOrders orders;
    private final GuestLinks links;
    private final Receipts receipts;

    MoneyMail(MailedOrders orders, GuestLinks links, Receipts receipts) {
        this.orders = orders;
        this.links = links;
        this.receipts = receipts;
    }

    @Override
    public Set<String> kinds() {
        return Stream.of(Kind.values()).map(Kind::word).collect(Collectors.toSet());
    }

    @Override
    public Optional<MailContent> write(Mail mail, MailTexts texts) {
        return orders.find(mail).map(order -> content(order, mail, texts));
    }

    @Override
    public void undelivered(Mail mail) {
        orders.undelivered(mail);
    }

    @Override
    public void sent(Mail mail, Instant begun) {
        orders.sent(mail, begun);
    }

    /** A seat in a section is told in words; others have names that are short enough. */
    private MailContent content(Order order, Mail mail, MailTexts texts) {
        Kind kind = Kind.of(mail);
        OrderedEvent ordered = orders.event(order);
        EventText event = new EventText(ordered, texts);
        MailContent.Builder content = MailContent.of(texts.of(mail.kind() + ".subject", event.name()))
                .replyTo(ordered.contact())
                .paragraph(texts.of(mail.kind() + ".lead", event.name()));
        event.addTo(content, order);
        if (kind == Kind.TICKETS_ENDED) {
            order.ended().stream()
                    .map(EndedTicket::ticket)
                    .forEach(ticket -> content.fact(texts.of(mail.kind() + ".ticket"), named(ticket, ordered, texts)));
        }
        String amount = mail.details().get(AMOUNT);
        boolean isNothing = "0".equals(amount);
        if (amount != null && !isNothing) {
            content.fact(
                    texts.of(amountLabel(kind, order.refunds().size())),
                    Amounts.of(Long.parseLong(amount), mail.detail(CURRENCY), texts.language()));
        }
        if (order.terms().total() > 0 && !isNothing) {
            content.note(texts.of(note(kind, order.disputes())));
        }
        creditNote(order, kind, amount)
                .ifPresent(note -> ReceiptFiles.of(List.of(note), receipts, new DocumentTexts(texts.language()))
                        .forEach(content::attach));
        if (kind == Kind.EVENT_CANCELLED) {
            content.attach(orders.calendar(order, ordered.cancelledNow(), texts));
        }
        return content.fact(texts.of("order.number"), OrderNumbers.of(order.id()))
                .button(texts.of("order.open"), texts.page(links.page(order)))
                .build();
    }

    /** The amount is what goes back in all, which its label has to tell if a part of it went back before. */
    static String amountLabel(Kind kind, int refunds) {
        boolean isTheRest = refunds > 1 && (kind == Kind.SOLD_BACK || kind == Kind.EVENT_CANCELLED);
        return (isTheRest ? Kind.REFUND_DUE : kind).word() + ".amount";
    }

    /** While a dispute is open nothing is on its way, whatever is due. */
    static String note(Kind kind, List<DisputeState> disputes) {
        boolean isDisputed = disputes.stream().anyMatch(dispute -> dispute.status() == DisputeState.Status.OPEN);
        return isDisputed && DUE.contains(kind) ? "refund-waits.note" : kind.word() + ".note";
    }

    private static String named(Ticket ticket, OrderedEvent event, MailTexts texts) {
        String tier = event.tierName(ticket.tierId(), ticket.tierName(), texts.language());
        return SeatText.of(
                tier,
                ticket.seat(),
                "tickets.seat",
                (key, arguments) -> texts.of(arguments.length == 2 ? "list" : key, arguments));
    }

    /**
     * The credit note about what this mail tells of, if its seller has receipts mailed.
     *
     * @param amount what was to go back in all, as of then; null if all was credited since it was not charged
     */
    private Optional<Receipt> creditNote(Order order, Kind kind, @Nullable String amount) {
        if (kind == Kind.REFUND_PAID || kind == Kind.REFUND_FAILED) {
            return Optional.empty();
        }
        long due = amount == null ? order.terms().total() : Long.parseLong(amount);
        long credited = 0;
        for (Receipt issued : receipts.complete(order)) {
            boolean isCredit = issued.kind() == Receipt.Kind.CREDIT_NOTE;
            credited += isCredit ? issued.total() : 0;
            if (isCredit && credited == due) {
                return Optional.of(issued).filter(note -> note.sellerDetails().receiptsByMail());
            }
        }
        return Optional.empty();
    }
}
