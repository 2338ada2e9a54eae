package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.VenueState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order as its buyer sees it. */
record OrderView(
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
        List<Order.Step> history,
        long version) {

    record Event(String name, Instant startsAt, Instant endsAt, String timezone, VenueState venue) {}

    /** @param seats null for general admission */
    record Item(
            String tierId,
            String tierName,
            int quantity,
            long unitPrice,
            @Nullable List<String> seats) {}

    record TicketView(
            String id, String code, String tier, @Nullable String seat, String holder) {}

    static OrderView of(Order order, Instant serverNow) {
        Order.Terms terms = order.terms();
        EventSummary event = terms.event();
        return new OrderView(
                order.id(),
                terms.eventId(),
                new Event(event.name(), event.startsAt(), event.endsAt(), event.timezone(), event.venue()),
                order.status(),
                terms.lines().stream()
                        .map(line -> new Item(
                                line.tierId(), line.tierName(), line.quantity(), line.unitPrice(), order.seats(line)))
                        .toList(),
                terms.total(),
                terms.currency(),
                terms.createdAt(),
                terms.expiresAt(),
                serverNow,
                order.paymentId(),
                order.reason(),
                order.history(),
                order.version());
    }

    static List<TicketView> tickets(Order order) {
        return order.tickets().stream()
                .map(ticket -> new TicketView(
                        ticket.id(),
                        ticket.code(),
                        ticket.tierName(),
                        ticket.seat(),
                        order.terms().holder()))
                .toList();
    }
}
