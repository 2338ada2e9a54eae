package io.holdfast.orders.order;

import io.holdfast.orders.inventory.Claim;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An order somebody asks for, before it is known whether they can have it.
 *
 * @param holder the name on the tickets
 * @param fingerprint of what was asked for, so that one idempotency key cannot stand for two different orders
 */
record OrderDraft(
        String orderId,
        String buyerId,
        String holder,
        String eventId,
        EventSummary event,
        List<Line> lines,
        String currency,
        String fingerprint,
        boolean repeatable)
        implements Claim {

    OrderDraft {
        lines = List.copyOf(lines);
    }

    @Override
    public Map<String, Integer> units() {
        Map<String, Integer> units = new LinkedHashMap<>();
        lines.forEach(line -> units.put(line.tierId(), line.quantity()));
        return units;
    }

    long total() {
        return lines.stream().mapToLong(Line::price).sum();
    }

    @Override
    public boolean free() {
        return total() == 0;
    }
}
