package io.holdfast.orders.order;

import io.holdfast.contracts.OrderItem;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.sale.EventSummary;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an order is about. It never changes.
 *
 * @param email the buyer's address when the order was placed; null in orders of earlier versions
 * @param holder the name on the tickets
 * @param event as it was when the order was placed
 * @param total minor units of the currency
 * @param expiresAt until when the units are held for a payment
 * @param fingerprint of the request, so that one idempotency key cannot stand for two different orders
 * @param allocation which units of the inventory the order has
 */
public record OrderTerms(
        String id,
        String buyerId,
        @Nullable String email,
        String holder,
        String eventId,
        EventSummary event,
        List<Line> lines,
        long total,
        String currency,
        Instant createdAt,
        Instant expiresAt,
        String fingerprint,
        Allocation allocation) {

    /** The sum over all lines. */
    public int quantity() {
        return lines.stream().mapToInt(Line::quantity).sum();
    }

    /** The lines as messages describe them. */
    List<OrderItem> items() {
        return lines.stream()
                .map(line ->
                        new OrderItem(line.tierId(), line.tierName(), line.quantity(), line.unitPrice(), seats(line)))
                .toList();
    }

    /** The names of a line's seats; null for general admission. */
    @Nullable
    List<String> seats(Line line) {
        List<String> seats = allocation.seatsOf(line.tierId());
        return seats.isEmpty() ? null : seats;
    }
}
