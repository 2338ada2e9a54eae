package io.holdfast.contracts;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The public state of an order.
 *
 * @param total sum of the items in minor units of {@code currency}
 * @param expiresAt when the hold runs out; later than before once it was prolonged
 * @param paymentId the payment that completed it; null while there is none, and for free orders
 * @param refunded what the buyer is to have back so far, in minor units: it only grows, up to the total; all of it once
 *     the order is sold back or refunded
 * @param organizerId who organizes the event; null in messages about orders that were placed before it was kept
 * @param reason a stable word for why it was cancelled, such as {@code capture-failed}; null otherwise
 */
public record OrderState(
        String id,
        String eventId,
        String buyerId,
        OrderStatus status,
        List<OrderItem> items,
        long total,
        String currency,
        Instant createdAt,
        Instant expiresAt,
        @Nullable String paymentId,
        @Nullable String reason,
        long refunded,
        long version,
        @Nullable String organizerId) {

    public OrderState {
        items = List.copyOf(items);
    }

    /** One of which it is not known who organizes the event. */
    public OrderState(
            String id,
            String eventId,
            String buyerId,
            OrderStatus status,
            List<OrderItem> items,
            long total,
            String currency,
            Instant createdAt,
            Instant expiresAt,
            @Nullable String paymentId,
            @Nullable String reason,
            long refunded,
            long version) {
        this(
                id, eventId, buyerId, status, items, total, currency, createdAt, expiresAt, paymentId, reason, refunded,
                version, null);
    }
}
