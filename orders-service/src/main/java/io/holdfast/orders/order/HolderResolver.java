package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.orders.inventory.OrderSink.HolderState;
import io.holdfast.orders.inventory.OrderUnits;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out what should become of units that blocks list as held, see {@link io.holdfast.orders.inventory.OrderSink#resolve}. */
@Component
class HolderResolver {

    private final OrderStore orders;
    private final OverdueOrders overdue;
    private final OutboxRelay relay;
    private final Clock clock;

    HolderResolver(OrderStore orders, OverdueOrders overdue, OutboxRelay relay, Clock clock) {
        this.orders = orders;
        this.overdue = overdue;
        this.relay = relay;
        this.clock = clock;
    }

    /** Most orders await their payment in time, for which their outlines are enough; the others are read whole. */
    Map<OrderUnits, HolderState> resolve(Collection<OrderUnits> held) {
        Instant now = clock.instant();
        Map<String, OrderOutline> outlines = orders.findOutlines(orderIds(held.stream()));
        Map<OrderUnits, HolderState> resolved = new LinkedHashMap<>();
        List<OrderUnits> others = new ArrayList<>();
        for (OrderUnits units : held) {
            OrderOutline outline = outlines.get(units.orderId());
            if (outline != null
                    && outline.isWaiting(now)
                    && outline.allocation().includes(units.part())) {
                resolved.put(units, HolderState.HELD);
            } else {
                others.add(units);
            }
        }
        if (!others.isEmpty()) {
            Map<String, @Nullable Order> found = orders.findAll(orderIds(others.stream()));
            Map<String, Boolean> overdueIds = expireOverdue(found, now);
            others.forEach(units -> resolved.put(units, resolve(units, found, overdueIds, now)));
        }
        return resolved;
    }

    /** The ids of those that were overdue, and whether they are over now; the others are resolved by the next call. */
    private Map<String, Boolean> expireOverdue(Map<String, @Nullable Order> found, Instant now) {
        List<Order> waiting = found.values().stream()
                .filter(Objects::nonNull)
                .filter(order -> order.isOverdue(now))
                .toList();
        Map<String, Boolean> overdueIds = new HashMap<>();
        waiting.forEach(order -> overdueIds.put(order.id(), false));
        List<Order> over = overdue.expire(waiting, now);
        over.forEach(order -> overdueIds.put(order.id(), true));
        relay.publishAll(over);
        return overdueIds;
    }

    private static List<String> orderIds(Stream<OrderUnits> units) {
        return units.map(OrderUnits::orderId).distinct().toList();
    }

    private HolderState resolve(
            OrderUnits units, Map<String, @Nullable Order> found, Map<String, Boolean> overdueIds, Instant now) {
        String id = units.orderId();
        Order order = found.get(id);
        if (order == null) {
            if (found.containsKey(id) || orders.voidId(id, units.eventId(), now)) {
                return HolderState.RELEASABLE;
            }
            order = orders.find(id).orElseThrow(); // It was written since the others were read.
        }
        if (!order.notGivenBack().includes(units.part())) {
            if (order.isAlive() && order.notGivenBack().isCountedTooHigh(units.part())) {
                // Releasing all of it, even to count the rest again, would let another claim through in between.
                return HolderState.TOO_MANY;
            }
            // Of an order that gave tickets back, what it keeps in the same block must not be released with them.
            return order.keepsSomeOf(units.part()) ? HolderState.HELD : HolderState.RELEASABLE;
        }
        Boolean over = overdueIds.get(id);
        if (over != null) {
            return over ? HolderState.RELEASABLE : HolderState.HELD;
        }
        if (!order.isAlive()) {
            return HolderState.RELEASABLE;
        }
        return order.status() == OrderStatus.COMPLETED ? HolderState.SOLD : HolderState.HELD;
    }
}
