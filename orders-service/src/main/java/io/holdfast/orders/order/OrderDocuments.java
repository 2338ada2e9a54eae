package io.holdfast.orders.order;

import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentState;
import io.holdfast.messaging.Outbox;
import io.holdfast.money.TicketPrice;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.inventory.OrderSink.LivingOrder;
import io.holdfast.orders.sale.EventSummaries;
import io.holdfast.orders.ticket.Admission;
import io.holdfast.orders.ticket.EndedTicket;
import io.holdfast.orders.ticket.Ticket;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Orders as documents, mapped by hand: thousands are written in a second, and Spring Data's mapping takes longer. */
final class OrderDocuments {

    /** Since when units may be unreleased. */
    static final String UNRELEASED_SINCE = "owesUnits";

    static final String REFUND_PAID = "moneyBack";

    /** The version of the payment that {@link #REFUND_PAID}, {@link #REFUND_FAILED}, {@link #REFUND_ENDED} and {@link #DISPUTE} are of. */
    static final String REFUND_VERSION = "moneyBackVersion";

    static final String REFUND_FAILED = "refundFailed";
    static final String REFUND_ENDED = "refundEnded";
    static final String DISPUTE = "dispute";

    /** All of them, and how much the buyer has by those that are lost; only if there are several. */
    static final String DISPUTES = "disputes";

    static final String DISPUTES_LOST = "disputesLost";

    /** The {@link #REFUND_VERSION} to which those two belong: a release that does not know them leaves them when it writes a later report. */
    static final String DISPUTES_VERSION = "disputesVersion";

    /** The version of the payment whose report first told that a dispute is lost; only while it is. */
    static final String LOST_SINCE = "disputeLostSince";

    /** In an admission: the version of the payment whose report told that no dispute is lost. */
    private static final String ADMITTED_BY_REPORT = "report";

    private static final String TAKEN_BACK = "takenBack";
    private static final String TAKEN_BACK_ID = "takenBackId";

    /** Whether the payment is authorized and not charged yet; written when the order is completed, and removed by the charge. */
    static final String UNCHARGED = "uncharged";

    /** The codes of the tickets. They stay when the order ends, so that a door finds what became of a ticket. */
    static final String CODES = "codes";

    static final String DOOR_VERSION = "doorVersion";

    /** When the hold would have run out, in an order whose hold was prolonged. */
    private static final String FIRST_DEADLINE = "heldUntil";

    /** Tickets that were given back while others stay valid, each with its unit. */
    static final String ENDED = "ended";

    /** What of the price of a line's tickets is fee and tax; earlier releases stored none. */
    private static final String PARTS = "parts";

    /** The organizer, in orders that get receipts. */
    private static final String RECEIPTS_OF = "receiptsOf";

    private static final String ORGANIZER = "organizerId";

    /** The buyer's, in orders of buyers who asked for one that there is. */
    private static final String LANGUAGE = "language";

    /** Whom the receipt is made out to. No transition writes it: it is written until the order is paid. */
    static final String INVOICE_TO = "invoiceTo";

    /** The guest who placed it. */
    static final String GUEST = "guest";

    /** What its buyer is known by because of the address. */
    static final String ADDRESS = "address";

    /** The same, only in orders that guests placed: these are found by it. */
    static final String GUEST_ADDRESS = "guestAddress";

    /** The words that the order is found by: written once it is paid or over, so that placing it needs no index of them. */
    static final String NAMES = "names";

    private OrderDocuments() {}

    /**
     * Everything but the {@link RefundProgress}, which is written by messages of payments-service, and the {@link InvoiceAddress}, which
     * its buyer writes.
     */
    static Document write(Order order) {
        OrderTerms terms = order.terms();
        Document document = new Document("_id", terms.id())
                .append("email", terms.email())
                .append("holder", terms.holder())
                .append("eventId", terms.eventId())
                .append("event", EventSummaries.write(terms.event()))
                .append("lines", list(terms.lines(), OrderDocuments::write))
                .append("total", terms.total())
                .append("currency", terms.currency())
                .append("createdAt", Date.from(terms.createdAt()))
                .append("fingerprint", terms.fingerprint())
                .append("allocation", list(terms.allocation().parts(), OrderDocuments::write))
                .append("outbox", order.outbox().toDocument());
        if (terms.receiptsOf() != null) {
            document.append(RECEIPTS_OF, terms.receiptsOf());
        }
        if (terms.organizerId() != null) {
            document.append(ORGANIZER, terms.organizerId());
        }
        if (terms.language() != null) {
            document.append(LANGUAGE, terms.language());
        }
        document.putAll(writeState(order));
        return document;
    }

    /**
     * The fields that transitions change. What the order is about stays as it is stored: {@link PersonalData} may have replaced some of it
     * since the order was read. {@code refunded} (what is due), {@code completedAt} and {@code admitted} are stored only to be summed up
     * by the database.
     */
    static Document writeState(Order order) {
        OrderTerms terms = order.terms();
        Document document = new Document("version", order.version())
                .append("status", order.status().name())
                .append("buyer", terms.buyerId())
                .append("expiresAt", Date.from(order.expiresAt()))
                .append("paymentId", order.paymentId())
                .append("reason", order.reason())
                .append("history", list(order.history(), OrderDocuments::write));
        if (terms.email() != null) {
            String address = OrderTerms.addressKey(terms.email());
            document.append(ADDRESS, address);
            if (terms.guestId() != null) {
                document.append(GUEST, terms.guestId()).append(GUEST_ADDRESS, address);
            }
        }
        if (hasNames(order)) {
            document.append(NAMES, BuyerNames.of(terms.holder(), terms.email()));
        }
        document.putAll(writeTickets(order));
        Instant completedAt = order.completedAt();
        if (completedAt != null) {
            document.append("completedAt", Date.from(completedAt));
        }
        if (order.wasPaidNow()) {
            document.append(UNCHARGED, true);
        }
        if (!order.refunds().isEmpty()) {
            document.append("refunds", list(order.refunds(), OrderDocuments::write))
                    .append("refunded", order.refundDue());
        }
        if (order.prolongedUntil() != null) {
            document.append(FIRST_DEADLINE, Date.from(terms.expiresAt()));
        }
        if (!order.ended().isEmpty()) {
            document.append(ENDED, list(order.ended(), OrderDocuments::write));
        }
        Instant unreleasedSince = order.unreleasedSince();
        if (unreleasedSince != null) {
            document.append(UNRELEASED_SINCE, Date.from(unreleasedSince));
        }
        return document;
    }

    /** Whether {@link #NAMES} are written with it. */
    static boolean hasNames(Order order) {
        return order.status() != OrderStatus.AWAITING_PAYMENT;
    }

    /** The fields that a door changes. */
    static Document writeTickets(Order order) {
        Document document = new Document("tickets", list(order.tickets(), OrderDocuments::write));
        if (!order.tickets().isEmpty()) {
            document.append(
                    CODES,
                    Stream.concat(
                                    order.tickets().stream(),
                                    order.ended().stream().map(EndedTicket::ticket))
                            .map(Ticket::code)
                            .toList());
        }
        if (order.doorVersion() > 0) {
            document.append(DOOR_VERSION, order.doorVersion()).append("admitted", order.admitted());
        }
        return document;
    }

    static Order read(Document document) {
        OrderTerms terms = new OrderTerms(
                document.getString("_id"),
                document.getString("buyer"),
                document.getString("email"),
                document.getString("holder"),
                document.getString("eventId"),
                EventSummaries.read(document.get("event", Document.class)),
                read(document, "lines", OrderDocuments::line),
                document.getLong("total"),
                document.getString("currency"),
                instant(document, "createdAt"),
                instant(document, document.containsKey(FIRST_DEADLINE) ? FIRST_DEADLINE : "expiresAt"),
                document.getString("fingerprint"),
                allocation(document),
                document.getString(GUEST),
                document.getString(RECEIPTS_OF),
                document.getString(LANGUAGE),
                InvoiceAddresses.read(document.get(INVOICE_TO, Document.class)),
                document.getString(ORGANIZER));
        return new Order(
                terms,
                OrderStatus.valueOf(document.getString("status")),
                document.getLong("version"),
                document.getString("paymentId"),
                document.getString("reason"),
                read(document, "history", OrderDocuments::step),
                new Tickets(read(document, "tickets", OrderDocuments::ticket)),
                number(document, DOOR_VERSION),
                new Refunds(refunds(document), ended(document)),
                new RefundProgress(
                        number(document, REFUND_PAID),
                        number(document, REFUND_FAILED),
                        number(document, REFUND_ENDED),
                        dispute(document.get(DISPUTE, Document.class)),
                        disputes(document),
                        document.getBoolean(UNCHARGED, false),
                        number(document, REFUND_VERSION)),
                document.get(UNRELEASED_SINCE) instanceof Date since ? since.toInstant() : null,
                document.containsKey(FIRST_DEADLINE) ? instant(document, "expiresAt") : null,
                Outbox.fromDocument(document.get("outbox", Document.class)));
    }

    static OrderOutline readOutline(Document document) {
        return new OrderOutline(
                OrderStatus.valueOf(document.getString("status")),
                instant(document, "expiresAt"),
                allocation(document).less(EndedTicket.units(ended(document))));
    }

    /** @param buyerKey one that its buyer is known by */
    static LivingOrder readLiving(Document document, String buyerKey) {
        return new LivingOrder(
                document.getString("_id"),
                buyerKey,
                allocation(document).less(EndedTicket.units(ended(document))),
                instant(document, "createdAt"));
    }

    static GivenUp readGivenUp(Document document) {
        int units = read(document, "lines", OrderDocuments::line).stream()
                .mapToInt(Line::quantity)
                .sum();
        return new GivenUp(instant(document, "createdAt"), units);
    }

    private static Allocation allocation(Document document) {
        return new Allocation(read(document, "allocation", OrderDocuments::part));
    }

    private static Document write(Line line) {
        Document document = new Document("tier", line.tierId())
                .append("name", line.tierName())
                .append("quantity", line.quantity())
                .append("unitPrice", line.unitPrice());
        if (!line.ticket().isPlain()) {
            document.append(PARTS, parts(line.ticket()));
        }
        return document;
    }

    private static Line line(Document line) {
        return new Line(line.getString("tier"), line.getString("name"), line.getInteger("quantity"), price(line));
    }

    private static Document parts(TicketPrice price) {
        return new Document("fee", price.fee())
                .append("tax", price.tax())
                .append("rate", price.taxRate())
                .append("sellersFee", price.sellersFee());
    }

    private static TicketPrice price(Document line) {
        long total = line.getLong("unitPrice");
        Document parts = line.get(PARTS, Document.class);
        return parts == null
                ? TicketPrice.of(total)
                : new TicketPrice(
                        total,
                        parts.getLong("fee"),
                        parts.getLong("tax"),
                        parts.getInteger("rate"),
                        parts.getLong("sellersFee"));
    }

    private static Document write(Allocation.Part part) {
        Document document = new Document("block", part.blockId()).append("units", part.units());
        return part.seats().isEmpty() ? document : document.append("seats", part.seats());
    }

    private static Allocation.Part part(Document part) {
        return new Allocation.Part(
                part.getString("block"), part.getInteger("units"), part.getList("seats", Integer.class, List.of()));
    }

    private static Document write(OrderStep step) {
        return new Document("status", step.status().name()).append("at", Date.from(step.at()));
    }

    private static OrderStep step(Document step) {
        return new OrderStep(OrderStatus.valueOf(step.getString("status")), instant(step, "at"));
    }

    private static Document write(Ticket ticket) {
        Document document = new Document("id", ticket.id())
                .append("code", ticket.code())
                .append("tier", ticket.tierId())
                .append("name", ticket.tierName())
                .append("seat", ticket.seat());
        Ticket.TakenBack takenBack = ticket.takenBack();
        if (takenBack != null) {
            document.append(TAKEN_BACK, takenBack.doorVersion()).append(TAKEN_BACK_ID, takenBack.admissionId());
        }
        Admission admission = ticket.admission();
        return admission == null ? document : document.append("admission", write(admission));
    }

    private static Document write(Admission admission) {
        Document document = new Document("id", admission.id()).append("at", Date.from(admission.at()));
        return admission.report() == null ? document : document.append(ADMITTED_BY_REPORT, admission.report());
    }

    private static Admission admission(Document admission) {
        return new Admission(
                admission.getString("id"), instant(admission, "at"), admission.getLong(ADMITTED_BY_REPORT));
    }

    private static Ticket.@Nullable TakenBack takenBack(Document ticket) {
        Long doorVersion = ticket.getLong(TAKEN_BACK);
        return doorVersion == null ? null : new Ticket.TakenBack(doorVersion, ticket.getString(TAKEN_BACK_ID));
    }

    private static Ticket ticket(Document ticket) {
        return new Ticket(
                ticket.getString("id"),
                ticket.getString("code"),
                ticket.getString("tier"),
                ticket.getString("name"),
                ticket.getString("seat"),
                ticket.get("admission") instanceof Document admission ? admission(admission) : null,
                takenBack(ticket));
    }

    private static Document write(EndedTicket ended) {
        return write(ended.ticket()).append("unit", write(ended.unit())).append("refund", ended.refundId());
    }

    /** Earlier releases did not know any. */
    private static List<EndedTicket> ended(Document document) {
        return document.containsKey(ENDED) ? read(document, ENDED, OrderDocuments::endedTicket) : List.of();
    }

    private static EndedTicket endedTicket(Document ended) {
        return new EndedTicket(ticket(ended), part(ended.get("unit", Document.class)), ended.getString("refund"));
    }

    private static Document write(Refund refund) {
        return new Document("id", refund.id())
                .append("amount", refund.amount())
                .append("reason", refund.reason())
                .append("at", Date.from(refund.at()))
                .append("fingerprint", refund.fingerprint());
    }

    private static List<Refund> refunds(Document document) {
        return document.containsKey("refunds") ? read(document, "refunds", OrderDocuments::refund) : List.of();
    }

    private static Refund refund(Document refund) {
        return new Refund(
                refund.getString("id"),
                refund.getLong("amount"),
                refund.getString("reason"),
                instant(refund, "at"),
                refund.getString("fingerprint"));
    }

    /** The fields of a {@link RefundProgress} as this message of payments-service has it; those of several disputes if there are several. */
    static Document refundProgress(PaymentState payment) {
        Document progress = new Document(REFUND_PAID, payment.refunded())
                .append(REFUND_FAILED, payment.refundFailed() == null ? 0 : payment.refundFailed())
                .append(DISPUTE, payment.dispute() == null ? null : write(payment.dispute()))
                .append(REFUND_VERSION, payment.version());
        if (payment.refundEnded() != null) {
            progress.append(REFUND_ENDED, payment.refundEnded());
        }
        if (payment.disputes() != null) {
            progress.append(DISPUTES_VERSION, payment.version())
                    .append(DISPUTES, list(payment.disputes(), OrderDocuments::write))
                    .append(DISPUTES_LOST, RefundProgress.lost(payment.disputes()));
        }
        return progress;
    }

    private static Document write(DisputeState dispute) {
        return new Document("amount", dispute.amount())
                .append("reason", dispute.reason())
                .append("status", dispute.status().name());
    }

    private static List<DisputeState> disputes(Document document) {
        boolean current = Objects.equals(document.get(DISPUTES_VERSION), document.get(REFUND_VERSION));
        List<Document> several = current ? document.getList(DISPUTES, Document.class, List.of()) : List.of();
        Document only = document.get(DISPUTE, Document.class);
        if (several.isEmpty()) {
            return only == null ? List.of() : List.of(readDispute(only));
        }
        return several.stream().map(OrderDocuments::readDispute).toList();
    }

    private static @Nullable DisputeState dispute(@Nullable Document dispute) {
        return dispute == null ? null : readDispute(dispute);
    }

    private static DisputeState readDispute(Document dispute) {
        return new DisputeState(
                dispute.getLong("amount"),
                dispute.getString("reason"),
                DisputeState.Status.valueOf(dispute.getString("status")));
    }

    private static <T> List<Document> list(List<T> items, Function<T, Document> writer) {
        return items.stream().map(writer).toList();
    }

    private static <T> List<T> read(Document document, String field, Function<Document, T> reader) {
        return document.getList(field, Document.class).stream().map(reader).toList();
    }

    /** Zero if the field is not there. */
    private static long number(Document document, String field) {
        return document.get(field) instanceof Number number ? number.longValue() : 0;
    }

    private static Instant instant(Document document, String field) {
        return Objects.requireNonNull((@Nullable Date) document.getDate(field), field)
                .toInstant();
    }
}
