package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.orders.inventory.OrderSink.HolderState;
import io.holdfast.orders.inventory.OrderUnits;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out what should become of units that blocks list as held, see {@link io.holdfast.orders.inventory.OrderSink#resolve}. */
@Component
class HolderResolver {

    private final OrderStore orders;
    private final OutboxRelay relay;
    private final SaleMeters meters;
    private final Clock clock;

    HolderResolver(OrderStore orders, OutboxRelay relay, SaleMeters meters, Clock clock) {
        this.orders = orders;
        this.relay = relay;
        this.meters = meters;
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
            others.forEach(units -> resolved.put(units, resolve(units, found, now)));
        }
        return resolved;
    }

    private static List<String> orderIds(Stream<OrderUnits> units) {
        return units.map(OrderUnits::orderId).distinct().toList();
    }

    private HolderState resolve(OrderUnits units, Map<String, @Nullable Order> found, Instant now) {
        String id = units.orderId();
        Order order = found.get(id);
        if (order == null) {
            if (found.containsKey(id) || orders.voidId(id, now)) {
                return HolderState.RELEASABLE;
            }
            order = orders.find(id).orElseThrow(); // It was written since the others were read.
        }
        if (!order.terms().allocation().includes(units.part())) {
            return HolderState.RELEASABLE;
        }
        if (order.isOverdue(now)) {
            return expire(order, now) ? HolderState.RELEASABLE : HolderState.HELD;
        }
        if (!order.isAlive()) {
            return HolderState.RELEASABLE;
        }
        return order.status() == OrderStatus.COMPLETED ? HolderState.SOLD : HolderState.HELD;
    }

    /** False if the order was changed meanwhile; the next call resolves its units. */
    private boolean expire(Order order, Instant now) {
        long before = order.version();
        OrderStatus statusBefore = order.status();
        order.expire(now);
        boolean saved = orders.save(order, before);
        if (saved) {
            meters.changed(statusBefore, order);
            relay.publish(order);
        }
        return saved;
    }
}
