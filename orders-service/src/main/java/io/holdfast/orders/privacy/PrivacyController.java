package io.holdfast.orders.privacy;

import io.holdfast.mail.Mails;
import io.holdfast.orders.buyer.OrderView;
import io.holdfast.orders.buyer.OrderViews;
import io.holdfast.orders.mail.MailedOrders;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderLists;
import io.holdfast.orders.order.PersonalData;
import io.holdfast.orders.receipt.Receipt;
import io.holdfast.orders.receipt.ReceiptView;
import io.holdfast.orders.receipt.Receipts;
import io.holdfast.orders.sale.Sales;
import io.holdfast.record.RecordEntry;
import io.holdfast.record.Recorder;
import io.holdfast.web.Caller;
import io.holdfast.web.FullLists;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/orders}: what is kept about a buyer, and what they still have to go to. */
@RestController
@RequestMapping("/api/orders")
class PrivacyController {

    private static final int MOST = 2_000;
    private static final int MOST_AHEAD = 20;

    /**
     * Something that is still to come.
     *
     * @param id of the event, or of the order
     * @param name of the event
     * @param until when it is over
     */
    record Obligation(String id, String name, Instant until) {}

    /**
     * @param holder the name on the tickets
     * @param email the address when it was placed
     * @param receipts which were issued of it
     */
    record KeptOrder(
            OrderView order, String holder, @Nullable String email, List<ReceiptView> receipts) {}

    /**
     * Everything that orders-service keeps about a person.
     *
     * @param orders the newest first: at most 2,000
     * @param full which of the lists are full: there may be more than they have
     */
    record BuyerData(List<KeptOrder> orders, List<Mails.KeptFor> mails, List<RecordEntry> record, List<String> full) {}

    private final PersonalData people;
    private final OrderLists lists;
    private final OrderViews views;
    private final Receipts receipts;
    private final Mails mails;
    private final Recorder record;
    private final Sales sales;
    private final Clock clock;

    PrivacyController(
            PersonalData people,
            OrderLists lists,
            OrderViews views,
            Receipts receipts,
            Mails mails,
            Recorder record,
            Sales sales,
            Clock clock) {
        this.people = people;
        this.lists = lists;
        this.views = views;
        this.receipts = receipts;
        this.mails = mails;
        this.record = record;
        this.sales = sales;
        this.clock = clock;
    }

    /** The caller's paid and held orders for events that are not over: reasons why the caller cannot be forgotten yet. */
    @GetMapping("/obligations")
    List<Obligation> obligations(Caller caller) {
        return people.ordersAhead(caller.id(), clock.instant(), MOST_AHEAD).stream()
                .map(order -> new Obligation(
                        order.id(),
                        order.terms().event().name(),
                        sales.endOf(order.terms().eventId(), order.terms().event())))
                .toList();
    }

    /** Everything that is kept about the caller here: their orders with the receipts, mails about them, and the record. */
    @GetMapping("/personal-data")
    BuyerData personalData(Caller caller) {
        List<Order> orders = lists.ofBuyer(caller.id(), MOST, null);
        List<String> ids = orders.stream().map(Order::id).toList();
        Map<String, List<Receipt>> issued = receipts.issued(ids);
        List<Mails.KeptFor> kept = mails.keptWith(MailedOrders.ORDER, ids);
        List<RecordEntry> entries =
                caller.guest() ? record.everythingOfGuest(caller.id()) : record.everythingOf(caller.id());
        return new BuyerData(
                orders.stream()
                        .map(order -> new KeptOrder(
                                views.of(order),
                                order.terms().holder(),
                                order.terms().email(),
                                issued.getOrDefault(order.id(), List.of()).stream()
                                        .map(ReceiptView::of)
                                        .toList()))
                        .toList(),
                kept,
                entries,
                new FullLists()
                        .with("orders", orders, MOST)
                        .with("mails", kept, Mails.LISTED)
                        .with("record", entries, Recorder.MOST)
                        .names());
    }
}
