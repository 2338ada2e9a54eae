package io.holdfast.orders.order;

import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.VenueState;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.sale.EventSummary;
import io.holdfast.orders.ticket.TicketCodes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Orders of one event for two seats in the hall and one in a box. */
public final class OrderFixtures {

    public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    public static final Instant PAID = NOON.plusSeconds(60);
    static final Duration HOLD = Duration.ofMinutes(10);

    private OrderFixtures() {}

    public static OrderDraft draft(long unitPrice) {
        return draft(unitPrice, "Quartet, late; very late", "Ada");
    }

    private static OrderDraft draft(long unitPrice, String eventName, String holder) {
        List<Line> lines = List.of(new Line("hall", "Hall", 2, unitPrice), new Line("box", "Box", 1, unitPrice));
        return draft("order1", "buyer1", false, "ada@example.com", holder, "event1", event(eventName, NOON), lines);
    }

    /** Of units in the hall alone, at 5.00 EUR each. */
    public static OrderDraft draft(String id, String buyer, boolean guest, String eventId, int units, Instant now) {
        List<Line> lines = List.of(new Line("hall", "Hall", units, 500));
        return draft(id, buyer, guest, "ada@example.com", "Ada", eventId, event("Quartet", now), lines);
    }

    public static OrderDraft draft(
            String id, String buyer, String email, String holder, EventSummary event, List<Line> lines) {
        return draft(id, buyer, false, email, holder, "event1", event, lines);
    }

    private static OrderDraft draft(
            String id,
            String buyer,
            boolean guest,
            String email,
            String holder,
            String eventId,
            EventSummary event,
            List<Line> lines) {
        return new OrderDraft(
                id, buyer, guest, email, holder, eventId, event, lines, List.of(), List.of(), "EUR", "print", false,
                null, null, null, null);
    }

    /** In three days. */
    private static EventSummary event(String name, Instant now) {
        Instant starts = now.plus(Duration.ofDays(3));
        return new EventSummary(
                name,
                starts,
                starts.plus(Duration.ofHours(2)),
                "Europe/Vienna",
                new VenueState("Musikverein", "Musikvereinsplatz 1", "Vienna", "AT"),
                1);
    }

    /** Free if the price is zero; then it has its tickets at once. */
    public static Order placed(long unitPrice) {
        return placed(draft(unitPrice), generalAdmission());
    }

    /** Paid if it is not free. */
    public static Order completed(long unitPrice) {
        Order order = placed(unitPrice);
        if (unitPrice > 0) {
            order.complete(payment("p", order.terms().total(), PAID), PAID, new TicketCodes()::next);
        }
        return order;
    }

    /** By its buyer, while it waits for the payment. */
    public static void cancel(Order order) {
        order.cancel(PAID);
    }

    /** A free one, which has its tickets at once. */
    public static Order placed(String eventName, String holder) {
        return placed(draft(0, eventName, holder), generalAdmission());
    }

    public static Order placed(long unitPrice, String holder, Allocation allocation) {
        return placed(draft(unitPrice, "Quartet, late; very late", holder), allocation);
    }

    /** A completed one that was sold back in part. */
    public static Order withSoldBack(String ticketId, Allocation allocation) {
        Order order = placed(1250, "Ada", allocation);
        order.complete(payment("p", order.terms().total(), PAID), PAID, new TicketCodes()::next);
        order.sellBack(Set.of(ticketId), false, PAID);
        return order;
    }

    private static Order placed(OrderDraft draft, Allocation allocation) {
        return placed(draft, allocation, NOON);
    }

    public static Order placed(OrderDraft draft, Allocation allocation, Instant now) {
        return Order.place(draft, allocation, now, HOLD, new TicketCodes()::next);
    }

    private static Allocation generalAdmission() {
        return new Allocation(List.of(new Allocation.Part("event1/hall/0", 2), new Allocation.Part("event1/box/0", 1)));
    }

    static PaymentState payment(String id, long amount, Instant authorizedAt) {
        return new PaymentState(
                id, "order1", "buyer1", PaymentStatus.AUTHORIZED, amount, "EUR", authorizedAt, null, 0, 1);
    }
}
