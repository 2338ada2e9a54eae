package io.holdfast.orders.order;

import io.holdfast.messaging.OutboxRelay;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Ends the orders of a cancelled event, many at a time. */
@Component
public class EventOrders {

    private final OrderStore orders;
    private final UnreleasedUnits units;
    private final OutboxRelay relay;
    private final SaleMeters meters;
    private final Clock clock;

    EventOrders(OrderStore orders, UnreleasedUnits units, OutboxRelay relay, SaleMeters meters, Clock clock) {
        this.orders = orders;
        this.units = units;
        this.relay = relay;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * Up to {@code limit} orders of an event, whatever their status, newest first.
     *
     * @param after null for the beginning
     * @param createdSince leaves out older ones; null for none
     */
    public List<EventOrder> find(
            String eventId, @Nullable OrderCursor after, @Nullable Instant createdSince, int limit) {
        return orders.findOfEvent(eventId, after, createdSince, limit);
    }

    /**
     * Cancels the pending ones of these orders and refunds the paid ones; their units are released when this returns. An order that is
     * changed at the same time may stay as that change left it.
     */
    public void endWithEvent(Collection<String> ids) {
        Instant now = clock.instant();
        Map<Order, Long> versionsBefore = new LinkedHashMap<>();
        for (Order order : find(ids)) {
            long before = order.version();
            if (order.endWithEvent(now)) {
                versionsBefore.put(order, before);
            }
        }
        if (versionsBefore.isEmpty()) {
            return;
        }
        List<Order> written = orders.saveAll(versionsBefore);
        written.forEach(meters::ended);
        List<Order> over = new ArrayList<>(written);
        if (written.size() < versionsBefore.size()) {
            versionsBefore.keySet().removeAll(written);
            // They were changed meanwhile and may be over all the same. What follows may be repeated.
            find(versionsBefore.keySet().stream().map(Order::id).toList()).stream()
                    .filter(order -> !order.isAlive())
                    .forEach(over::add);
        }
        relay.publishAll(over);
        units.release(over);
    }

    private List<Order> find(Collection<String> ids) {
        return orders.findAll(ids).values().stream().filter(Objects::nonNull).toList();
    }
}
