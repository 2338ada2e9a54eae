package io.holdfast.check;

import io.holdfast.check.Snapshot.Block;
import io.holdfast.check.Snapshot.Order;
import io.holdfast.check.Snapshot.Refusal;
import io.holdfast.check.Snapshot.Sale;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * I6: no buyer was refused units that were free throughout the request. Units count as taken that were an order's at any time around the
 * request, or that are held without one; so what is found was certainly wrong, and small mistakes may not be found.
 */
final class RefusalRules {

    /** Within this time after an order ends, its units are released. */
    private static final Duration RELEASED_WITHIN = Duration.ofMinutes(5);

    /** How far the clocks of two replicas may be apart. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private record TierOfEvent(String event, String tier) {}

    private final Snapshot snapshot;
    private final Findings findings;
    private final Map<TierOfEvent, Long> unitsWithoutOrder = new HashMap<>();

    RefusalRules(Snapshot snapshot, Findings findings) {
        this.snapshot = snapshot;
        this.findings = findings;
    }

    /** Needs all orders. */
    void check() {
        if (snapshot.refusals.isEmpty()) {
            return;
        }
        snapshot.blocks.values().forEach(this::countUnitsWithoutOrder);
        Map<String, List<Order>> byEvent = snapshot.orders.values().stream()
                .filter(order -> !order.voided())
                .collect(Collectors.groupingBy(Order::event));
        // Of an order that never came to be, only its id is stored.
        Instant lastVoided = snapshot.orders.values().stream()
                .filter(Order::voided)
                .map(Order::placedAt)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        snapshot.refusals.stream()
                .filter(refusal -> lastVoided.isBefore(before(refusal)))
                .forEach(refusal -> check(refusal, byEvent.getOrDefault(refusal.event(), List.of())));
    }

    private void countUnitsWithoutOrder(Block block) {
        block.holders().forEach((id, holder) -> {
            Order order = snapshot.orders.get(id);
            if (order == null || !order.isAlive()) {
                unitsWithoutOrder.merge(new TierOfEvent(block.event(), block.tier()), holder.units(), Long::sum);
            }
        });
    }

    private void check(Refusal refusal, List<Order> orders) {
        Sale sale = snapshot.sales.get(refusal.event());
        // After an edit it is not known how many units there were.
        if (sale == null || sale.version() != refusal.version()) {
            return;
        }
        long capacity = sale.capacity().getOrDefault(refusal.tier(), 0L);
        long taken = orders.stream()
                        .filter(order -> mayHaveHeld(order, refusal))
                        .mapToLong(order -> order.units().getOrDefault(refusal.tier(), 0L))
                        .sum()
                + unitsWithoutOrder.getOrDefault(new TierOfEvent(refusal.event(), refusal.tier()), 0L);
        if (capacity - taken >= refusal.units()) {
            findings.wrong(
                    "I6",
                    "%d units of tier %s of event %s were refused at %s, when at most %d of %d were taken"
                            .formatted(
                                    refusal.units(), refusal.tier(), refusal.event(), refusal.at(), taken, capacity));
        }
    }

    private static boolean mayHaveHeld(Order order, Refusal refusal) {
        return order.placedAt().isBefore(refusal.at().plus(SKEW))
                && (order.isAlive() || order.since().isAfter(before(refusal)));
    }

    private static Instant before(Refusal refusal) {
        return refusal.from().minus(RELEASED_WITHIN);
    }
}
