package io.holdfast.webclient.backend;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as the event's organizer sees it.
 *
 * @param holder who bought
 * @param refunded what goes back to the buyer of the total, in minor units
 */
public record SoldOrder(
        String id,
        @Nullable String holder,
        Order.Status status,
        List<Order.Item> items,
        long total,
        long refunded,
        String currency,
        Instant createdAt) {

    public SoldOrder {
        items = List.copyOf(items);
    }

    /** What can still be given back. */
    public long left() {
        return Math.max(0, total - refunded);
    }

    public boolean isRefundable() {
        return status == Order.Status.COMPLETED && left() > 0;
    }
}
