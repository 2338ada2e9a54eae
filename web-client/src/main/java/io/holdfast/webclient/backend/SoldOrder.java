package io.holdfast.webclient.backend;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as the event's organizer sees it.
 *
 * @param holder name of the buyer
 * @param refunded how much of the total the buyer gets back, in minor units
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

    /** How much can still be refunded, in minor units. */
    public long left() {
        return Math.max(0, total - refunded);
    }

    public boolean isRefundable() {
        return status == Order.Status.COMPLETED && left() > 0;
    }
}
