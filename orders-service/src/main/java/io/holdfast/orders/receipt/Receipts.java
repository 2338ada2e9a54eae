package io.holdfast.orders.receipt;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.SellerState;
import io.holdfast.money.Itemisation;
import io.holdfast.money.TaxShare;
import io.holdfast.orders.order.Line;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderTerms;
import io.holdfast.orders.order.Refund;
import io.holdfast.orders.receipt.Receipt.Entry;
import io.holdfast.orders.receipt.Receipt.Kind;
import io.holdfast.orders.receipt.Receipt.Reason;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.orders.ticket.EndedTicket;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Gives each order that was completed its receipt, and each of its refunds a credit note. What is issued follows from the order alone, so
 * that it can be asked for at any time and again: by the messages about the order, by its buyer, and by the mail with its tickets.
 */
@Component
public class Receipts {

    private final ReceiptStore store;
    private final Sales sales;
    private final Clock clock;

    Receipts(ReceiptStore store, Sales sales, Clock clock) {
        this.store = store;
        this.sales = sales;
        this.clock = clock;
    }

    /** Issues what is not issued yet, and returns all of the order, the receipt first; empty if it has none. */
    public List<Receipt> complete(Order order) {
        if (!order.hasReceipt()) {
            return List.of();
        }
        List<Receipt> known = store.ofOrder(order.id());
        List<Credit> credits = credits(order);
        if (known.size() == 1 + credits.size()) {
            return known;
        }
        SellerState seller = known.isEmpty() ? seller(order) : known.getFirst().sellerDetails();
        Receipt receipt = store.issue(receipt(order, seller));
        List<Receipt> all = new ArrayList<>(List.of(receipt));
        for (Credit credit : credits) {
            all.add(store.issue(creditNote(order, receipt, credit)));
        }
        return all;
    }

    /** What is issued by now of some orders, by order, the receipt first. */
    public Map<String, List<Receipt>> issued(Collection<String> orders) {
        return store.ofOrders(orders);
    }

    /**
     * A receipt as EN 16931 wants it; empty if its seller does not give such invoices, its buyer asked for none, or the standard has no
     * words for it.
     */
    public Optional<byte[]> electronic(Receipt receipt) {
        return sales.recent(receipt.eventId())
                .filter(Sale::givesElectronicInvoices)
                .flatMap(_ -> ElectronicInvoice.of(receipt));
    }

    /** As the event names the seller now. An account that was erased meanwhile is described as before. */
    private SellerState seller(Order order) {
        String organizer = order.terms().receiptsOf();
        return sales.find(order.terms().eventId())
                .flatMap(sale -> Optional.ofNullable(sale.event().terms().seller()))
                .or(() -> store.latestDetails(String.valueOf(organizer)))
                .orElseGet(() -> new SellerState("Account " + organizer, "", null, "", "", null, "", false));
    }

    private Receipt receipt(Order order, SellerState seller) {
        OrderTerms terms = order.terms();
        Itemisation items = terms.itemisation();
        List<Entry> entries = new ArrayList<>();
        for (Line line : terms.lines()) {
            entries.add(
                    new Entry(text(terms, line), line.quantity(), line.ticket().price()));
        }
        if (items.fees() > 0) {
            entries.add(new Entry("Fees", 1, items.fees(), Reason.FEES, null));
        }
        return new Receipt(
                String.valueOf(terms.receiptsOf()),
                Kind.RECEIPT,
                0,
                fact(order, "receipt"),
                order.id(),
                terms.eventId(),
                terms.event().name(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                seller,
                terms.invoiceTo() == null ? terms.holder() : terms.invoiceTo().name(),
                terms.invoiceTo(),
                terms.currency(),
                entries,
                items.total(),
                items.shares(),
                null);
    }

    private static String text(OrderTerms terms, Line line) {
        List<String> seats = terms.allocation().seatsOf(line.tierId());
        return seats.isEmpty() ? line.tierName() : line.tierName() + ": " + String.join(", ", seats);
    }

    /**
     * Money that went back.
     *
     * @param name within the order; refunds are only ever added to an order, so it stays
     * @param entry its one line
     */
    private record Credit(String name, Entry entry, List<TaxShare> shares) {}

    /** What went back so far, the oldest first. */
    private static List<Credit> credits(Order order) {
        List<Credit> credits = new ArrayList<>();
        Itemisation left = order.terms().itemisation();
        int number = 0;
        for (Refund refund : order.refunds()) {
            number++;
            if (refund.amount() > 0) {
                List<Itemisation.Tickets> tickets = tickets(order, refund);
                Itemisation.Taken taken = left.take(refund.amount(), tickets);
                credits.add(new Credit("refund-" + number, entry(order, refund), taken.shares()));
                left = taken.left();
            }
        }
        boolean neverCharged = order.status() == OrderStatus.CANCELLED && left.total() > 0;
        if (neverCharged) {
            Entry entry = new Entry("Cancelled: it was not charged", 1, left.total(), Reason.NOT_CHARGED, null);
            credits.add(new Credit("cancelled", entry, left.shares()));
        }
        return credits;
    }

    private static List<Itemisation.Tickets> tickets(Order order, Refund refund) {
        return ended(order, refund).stream()
                .map(ended -> line(order, ended).tickets(1))
                .toList();
    }

    private static Entry entry(Order order, Refund refund) {
        List<EndedTicket> ended = ended(order, refund);
        if (ended.isEmpty()) {
            return new Entry("Refund", 1, refund.amount(), Reason.REFUND, null);
        }
        String tickets = String.join(
                ", ",
                ended.stream()
                        .map(each -> each.ticket().seat() == null
                                ? each.ticket().tierName()
                                : each.ticket().tierName() + " " + each.ticket().seat())
                        .toList());
        return new Entry("Given back: " + tickets, 1, refund.amount(), Reason.GIVEN_BACK, tickets);
    }

    private static List<EndedTicket> ended(Order order, Refund refund) {
        return order.ended().stream()
                .filter(ended -> ended.refundId().equals(refund.id()))
                .toList();
    }

    private static Line line(Order order, EndedTicket ended) {
        return order.terms().lines().stream()
                .filter(line -> line.tierId().equals(ended.ticket().tierId()))
                .findFirst()
                .orElseThrow();
    }

    /** In the names of its receipt, which it keeps when people are erased and events renamed. */
    private Receipt creditNote(Order order, Receipt receipt, Credit credit) {
        return new Receipt(
                receipt.seller(),
                Kind.CREDIT_NOTE,
                0,
                fact(order, credit.name()),
                order.id(),
                receipt.eventId(),
                receipt.event(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                receipt.sellerDetails(),
                receipt.buyer(),
                receipt.buyerAddress(),
                receipt.currency(),
                List.of(credit.entry()),
                credit.entry().amount(),
                credit.shares(),
                receipt.name());
    }

    private static String fact(Order order, String name) {
        return order.id() + "/" + name;
    }
}
