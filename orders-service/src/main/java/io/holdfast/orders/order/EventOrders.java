package io.holdfast.orders.order;

import io.holdfast.messaging.OutboxRelay;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** The orders of an event, many at a time. */
@Component
public class EventOrders {

    private final OrderStore orders;
    private final OwedUnits units;
    private final OutboxRelay relay;
    private final SaleMeters meters;
    private final Clock clock;

    EventOrders(OrderStore orders, OwedUnits units, OutboxRelay relay, SaleMeters meters, Clock clock) {
        this.orders = orders;
        this.units = units;
        this.relay = relay;
        this.meters = meters;
        this.clock = clock;
    }

    /** Ids of up to {@code most} orders that are pending or paid. */
    public List<String> alive(String eventId, int most) {
        return orders.aliveOfEvent(eventId, most);
    }

    /**
     * Ends these orders, since their event will not take place: pending ones are cancelled, paid ones refunded, and their
     * units are back when this returns. An order that somebody changes at the same time may stay as they left it.
     */
    public void endWithEvent(Collection<String> ids) {
        Instant now = clock.instant();
        Map<Order, Long> versionsBefore = new LinkedHashMap<>();
        for (Order order : found(ids)) {
            long before = order.version();
            if (order.endWithEvent(now)) {
                versionsBefore.put(order, before);
            }
        }
        if (versionsBefore.isEmpty()) {
            return;
        }
        Collection<Order> over = versionsBefore.keySet();
        if (!orders.saveAll(versionsBefore)) {
            // Some were changed by others first, perhaps to the same end: what follows is harmless to do twice.
            over = found(over.stream().map(Order::id).toList()).stream()
                    .filter(order -> !order.isAlive())
                    .toList();
        }
        over.forEach(meters::ended);
        relay.publishAll(over);
        units.settle(over);
    }

    private List<Order> found(Collection<String> ids) {
        return orders.findAll(ids).values().stream().filter(Objects::nonNull).toList();
    }
}
