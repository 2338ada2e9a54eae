package io.holdfast.orders.order;

import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.inventory.Claim;
import io.holdfast.orders.inventory.ClaimItem;
import io.holdfast.orders.inventory.Limit;
import io.holdfast.orders.sale.EventSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order that is asked for and has no units yet.
 *
 * @param email the buyer's address
 * @param holder the name on the tickets
 * @param fingerprint of the request, so that one idempotency key cannot stand for two different orders
 * @param repeatable whether the request has an idempotency key
 * @param trace {@code traceparent} of the request, which the order's first message carries
 */
record OrderDraft(
        String orderId,
        String buyerId,
        String email,
        String holder,
        String eventId,
        EventSummary event,
        List<Line> lines,
        List<ClaimItem> items,
        List<Limit> limits,
        String currency,
        String fingerprint,
        boolean repeatable,
        @Nullable String trace)
        implements Claim {

    OrderDraft {
        lines = List.copyOf(lines);
        items = List.copyOf(items);
        limits = List.copyOf(limits);
    }

    private long total() {
        return lines.stream().mapToLong(Line::price).sum();
    }

    @Override
    public boolean isFreeOfCharge() {
        return total() == 0;
    }

    /** @param hold how long the units are held for a payment */
    OrderTerms terms(Allocation allocation, Instant now, Duration hold) {
        return new OrderTerms(
                orderId,
                buyerId,
                email,
                holder,
                eventId,
                event,
                lines,
                total(),
                currency,
                now,
                now.plus(hold),
                fingerprint,
                allocation);
    }
}
