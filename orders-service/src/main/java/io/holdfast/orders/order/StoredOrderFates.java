package io.holdfast.orders.order;

import io.holdfast.orders.waiting.OrderFates;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What became of orders, as they are stored. */
@Component
class StoredOrderFates implements OrderFates {

    private final OrderStore orders;

    StoredOrderFates(OrderStore orders) {
        this.orders = orders;
    }

    @Override
    public Map<String, Fate> of(Collection<String> orderIds) {
        Map<String, Fate> fates = new HashMap<>();
        orders.findOutlines(orderIds).forEach((id, order) -> fates.put(id, fate(order)));
        return fates;
    }

    private static Fate fate(OrderOutline order) {
        return switch (order.status()) {
            case AWAITING_PAYMENT -> Fate.PENDING;
            case COMPLETED -> Fate.PAID;
            case CANCELLED, EXPIRED, SOLD_BACK, REFUNDED -> Fate.OVER;
        };
    }
}
