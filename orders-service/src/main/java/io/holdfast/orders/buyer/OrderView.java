package io.holdfast.orders.buyer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.language.OrderNumbers;
import io.holdfast.money.Itemisation;
import io.holdfast.orders.order.InvoiceAddress;
import io.holdfast.orders.order.Line;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderStep;
import io.holdfast.orders.order.OrderTerms;
import io.holdfast.orders.order.Refund;
import io.holdfast.orders.sale.EventSummary;
import io.holdfast.orders.sale.OrderedEvent;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.ticket.EndedTicket;
import io.holdfast.orders.ticket.Ticket;
import io.holdfast.web.VenueView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An order as its buyer sees it.
 *
 * @param event as it is now
 * @param eventWhenBought as it was when it was ordered; null if its name, date and place are still the same
 * @param sellableUntil until when the tickets may be given back for their price; null when they may not
 * @param returnableUntil the same, as far as it is because date or place was changed since; null when that gives no right (any more)
 * @param refunded how much the buyer is to have back, in minor units
 * @param moneyBack how much of that the provider has paid back
 * @param refundFailed how much of that could not be paid back and is not being tried again
 * @param refundEnded how much of what could not be paid back the buyer has in another way; absent for nothing
 * @param dispute what the charge is disputed by: a dispute that is lost, else one that is open, else the latest; null if there was none
 * @param disputes each of them; absent if there was none
 * @param hasReceipt whether there are receipts for it
 * @param number what people call it, such as {@code 7K3M-Q2XD}; very rarely, two orders have the same
 * @param bill what the tickets cost together
 * @param endedTickets those that were given back while others stay valid, oldest first
 * @param getsReceipt whether there will be receipts once it is paid, so that its buyer may say whom they are made out to
 * @param invoiceTo whom they are made out to; null for the name on the tickets alone
 * @param electronicInvoice whether there is an electronic invoice: it has one, and its seller gives such invoices
 * @param ticketsStopped whether the tickets admit no one although the order is completed: a dispute is lost, and the organizer wants that
 */
public record OrderView(
        String id,
        String eventId,
        Event event,
        OrderStatus status,
        List<Item> items,
        long total,
        String currency,
        Instant createdAt,
        Instant expiresAt,
        Instant serverNow,
        @Nullable String paymentId,
        @Nullable String reason,
        long refunded,
        long moneyBack,
        long refundFailed,
        @Nullable Long refundEnded,
        List<Refund> refunds,
        List<EndedTicket> endedTickets,
        @Nullable Instant sellableUntil,
        @Nullable DisputeState dispute,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        List<DisputeState> disputes,

        List<OrderStep> history,
        long version,
        @Nullable Event eventWhenBought,
        @Nullable Instant returnableUntil,
        Bill bill,
        boolean hasReceipt,
        String number,
        boolean ticketsStopped,
        boolean getsReceipt,
        @Nullable InvoiceAddress invoiceTo,
        boolean electronicInvoice) {

    /** @param names in further languages, by tag; absent if there are none */
    record Event(
            String name,
            Instant startsAt,
            Instant endsAt,
            String timezone,
            VenueView venue,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Map<String, String> names) {

        private static Event of(EventSummary event) {
            return new Event(
                    event.name(),
                    event.startsAt(),
                    event.endsAt(),
                    event.timezone(),
                    VenueView.of(event.venue()),
                    event.names());
        }
    }

    /**
     * Tickets of one tier, as they were ordered.
     *
     * @param seats null for general admission
     * @param unitPrice what one ticket costs, with tax and fees, in minor units
     * @param left how many of them were not given back one by one
     * @param unitFee what of that is the fee, with tax
     * @param unitTax what of that is tax
     * @param taxRate basis points, hundredths of a percent; null if no tax is stated
     * @param names of the tier in further languages, by tag; absent if there are none, and for the organizer
     */
    public record Item(
            String tierId,
            String tierName,
            int quantity,
            long unitPrice,
            @Nullable List<String> seats,
            int left,
            long unitFee,
            long unitTax,
            @Nullable Integer taxRate,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @Schema(requiredMode = Schema.RequiredMode.NOT_REQUIRED)
            Map<String, String> names) {}

    /**
     * What the tickets of an order cost together, in minor units.
     *
     * @param total with tax and fees
     * @param fees what of the total are fees, with tax
     * @param net the total without tax
     * @param taxes what of the total is taxed at which rate, the lowest first; empty if no tax is stated
     */
    record Bill(long total, long fees, long net, List<TaxLine> taxes) {

        private static Bill of(Itemisation items) {
            return new Bill(
                    items.total(),
                    items.fees(),
                    items.net(),
                    items.shares().stream()
                            .filter(share -> share.rate() != null)
                            .map(share -> new TaxLine(Objects.requireNonNull(share.rate()), share.net(), share.tax()))
                            .toList());
        }
    }

    /** @param rate basis points, hundredths of a percent */
    record TaxLine(int rate, long net, long tax) {}

    /**
     * A ticket that was given back by itself.
     *
     * @param reason {@code sold-back}, or that of the refund
     */
    public record EndedTicket(
            String id, String tierId, String tier, @Nullable String seat, String reason, Instant at) {}

    record TicketView(
            String id, String code, String tier, @Nullable String seat, String holder, String tierId) {}

    public record Refund(long amount, String reason, Instant at) {}

    /**
     * @param event the order's, as it is now
     * @param sale of the event, as it is now; null if it is not known
     */
    static OrderView of(
            Order order,
            OrderedEvent event,
            @Nullable Instant sellableUntil,
            @Nullable Instant returnableUntil,
            @Nullable Sale sale,
            Instant serverNow) {
        OrderTerms terms = order.terms();
        return new OrderView(
                order.id(),
                terms.eventId(),
                Event.of(event.now()),
                order.status(),
                items(order, event),
                terms.total(),
                terms.currency(),
                terms.createdAt(),
                order.expiresAt(),
                serverNow,
                order.paymentId(),
                order.reason(),
                order.refundDue(),
                order.refundPaid(),
                order.refundFailed(),
                order.refundEnded() == 0 ? null : Long.valueOf(order.refundEnded()),
                refunds(order),
                endedTickets(order),
                sellableUntil,
                order.dispute(),
                order.disputes(),
                order.history(),
                order.version(),
                event.before() == null ? null : Event.of(event.before()),
                returnableUntil,
                Bill.of(terms.itemisation()),
                order.hasReceipt(),
                OrderNumbers.of(order.id()),
                order.isStopped(sale != null && sale.stopsTicketsOfLostDisputes()),
                terms.getsReceipt(),
                terms.invoiceTo(),
                order.hasReceipt() && terms.invoiceTo() != null && sale != null && sale.givesElectronicInvoices());
    }

    public static List<Item> items(Order order) {
        return items(order, null);
    }

    private static List<Item> items(Order order, @Nullable OrderedEvent event) {
        return order.terms().lines().stream()
                .map(line -> new Item(
                        line.tierId(),
                        line.tierName(),
                        line.quantity(),
                        line.unitPrice(),
                        order.terms().seats(line),
                        left(line, order),
                        line.ticket().fee(),
                        line.ticket().tax(),
                        line.ticket().taxRate(),
                        event == null ? Map.of() : event.tierNames(line.tierId(), line.tierName())))
                .toList();
    }

    public static List<Refund> refunds(Order order) {
        return order.refunds().stream()
                .map(refund -> new Refund(refund.amount(), refund.reason(), refund.at()))
                .toList();
    }

    private static int left(Line line, Order order) {
        long ended = order.ended().stream()
                .filter(ticket -> ticket.ticket().tierId().equals(line.tierId()))
                .count();
        return line.quantity() - Math.toIntExact(ended);
    }

    public static List<EndedTicket> endedTickets(Order order) {
        return order.ended().stream()
                .map(ended -> {
                    io.holdfast.orders.order.Refund refund =
                            order.refundOf(ended.refundId()).orElseThrow();
                    Ticket ticket = ended.ticket();
                    return new EndedTicket(
                            ticket.id(),
                            ticket.tierId(),
                            ticket.tierName(),
                            ticket.seat(),
                            refund.reason(),
                            refund.at());
                })
                .toList();
    }

    static List<TicketView> tickets(Order order) {
        return order.tickets().stream()
                .map(ticket -> new TicketView(
                        ticket.id(),
                        ticket.code(),
                        ticket.tierName(),
                        ticket.seat(),
                        order.terms().holder(),
                        ticket.tierId()))
                .toList();
    }
}
