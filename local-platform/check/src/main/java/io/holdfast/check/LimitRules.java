package io.holdfast.check;

import io.holdfast.check.Snapshot.Block;
import io.holdfast.check.Snapshot.Order;
import io.holdfast.check.Snapshot.Sale;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * I10: an order that was placed while there was a limit is counted by its buyer's allowance, and the buyer had no more units then than
 * the limit. What a buyer had before a limit was set or lowered may be more.
 */
final class LimitRules {

    /** Every order that is placed later is decided by the new limits. */
    private static final Duration LIMITS_KNOWN_AFTER = Duration.ofMinutes(1);

    private record BuyerOfEvent(String event, String buyer) {}

    private final Snapshot snapshot;
    private final Findings findings;

    LimitRules(Snapshot snapshot, Findings findings) {
        this.snapshot = snapshot;
        this.findings = findings;
    }

    void check() {
        Map<BuyerOfEvent, List<Order>> living = new HashMap<>();
        snapshot.orders.values().stream()
                .filter(Order::isAlive)
                .filter(order -> !limits(order.event()).isEmpty())
                .forEach(order -> order.limitedAs()
                        .forEach(buyer -> living.computeIfAbsent(
                                        new BuyerOfEvent(order.event(), buyer), of -> new ArrayList<>())
                                .add(order)));
        living.forEach((buyer, orders) -> limits(buyer.event())
                .forEach((tier, limit) -> checkLimit(
                        buyer,
                        tier,
                        limit,
                        orders.stream()
                                .filter(order -> order.unitsOrdered(tier) > 0)
                                .toList())));
    }

    private Map<String, Long> limits(String eventId) {
        Sale sale = snapshot.sales.get(eventId);
        return sale == null ? Map.of() : sale.limits();
    }

    private void checkLimit(BuyerOfEvent buyer, String tier, long limit, List<Order> orders) {
        List<Order> limited = orders.stream().filter(this::isLimited).toList();
        if (limited.isEmpty()) {
            return;
        }
        String allowanceId = buyer.event() + Snapshot.ALLOWANCE + tier + "/" + buyer.buyer();
        Block allowance = snapshot.blocks.get(allowanceId);
        for (Order order : limited) {
            if (allowance == null || !allowance.holders().containsKey(order.id())) {
                findings.wrong(
                        "I10",
                        "order %s was placed under a limit and is not counted by allowance %s"
                                .formatted(order.id(), allowanceId),
                        Set.of(order.id()),
                        Set.of(buyer.event()));
            }
        }
        long units =
                orders.stream().mapToLong(order -> order.unitsOrdered(tier)).sum();
        if (units > limit) {
            findings.wrong(
                    "I10",
                    "buyer %s has %d units of %s and may have %d"
                            .formatted(
                                    buyer.buyer(),
                                    units,
                                    tier.isEmpty()
                                            ? "event " + buyer.event()
                                            : "tier %s of event %s".formatted(tier, buyer.event()),
                                    limit),
                    orders.stream().map(Order::id).collect(Collectors.toSet()),
                    Set.of(buyer.event()));
        }
    }

    /** Whether it was placed when every replica knew the limits that the event has now. */
    private boolean isLimited(Order order) {
        Sale sale = snapshot.sales.get(order.event());
        Instant since = sale == null ? null : sale.limitsSince();
        return since != null && order.placedAt().isAfter(since.plus(LIMITS_KNOWN_AFTER));
    }
}
