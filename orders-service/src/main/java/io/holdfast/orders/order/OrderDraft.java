package io.holdfast.orders.order;

import io.holdfast.orders.inventory.Claim;
import io.holdfast.orders.inventory.ClaimItem;
import io.holdfast.orders.inventory.Limit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order somebody asks for, before it is known whether they can have it.
 *
 * @param holder the name on the tickets
 * @param fingerprint of what was asked for, so that one idempotency key cannot stand for two different orders
 * @param trace of the request; others decide about it and write it down
 */
record OrderDraft(
        String orderId,
        String buyerId,
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

    long total() {
        return lines.stream().mapToLong(Line::price).sum();
    }

    @Override
    public boolean isFreeOfCharge() {
        return total() == 0;
    }
}
