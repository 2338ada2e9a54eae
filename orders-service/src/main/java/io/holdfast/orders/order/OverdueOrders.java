package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Expires orders whose deadline has passed, many with one write. What follows, releasing and publishing, is left to the caller. */
@Component
class OverdueOrders {

    private final OrderStore orders;
    private final SaleMeters meters;

    OverdueOrders(OrderStore orders, SaleMeters meters) {
        this.orders = orders;
        this.meters = meters;
    }

    /**
     * Expires those of these orders that are overdue, each by its own guard: one that is changed at the same time, such as by its payment,
     * stays as that change left it.
     *
     * @param found is changed, whether or not it could be written: not to be used afterwards
     * @return those that were overdue and are over now, as they are stored
     */
    List<Order> expire(Collection<Order> found, Instant now) {
        Map<Order, Long> versionsBefore = new LinkedHashMap<>();
        for (Order order : found) {
            if (order.isOverdue(now)) {
                long before = order.version();
                order.expire(now);
                versionsBefore.put(order, before);
            }
        }
        if (versionsBefore.isEmpty()) {
            return List.of();
        }
        List<Order> over = orders.saveAll(versionsBefore)
                ? List.copyOf(versionsBefore.keySet())
                : findOver(versionsBefore.keySet().stream().map(Order::id).toList());
        over.stream().filter(order -> order.status() == OrderStatus.EXPIRED).forEach(meters::ended);
        return over;
    }

    private List<Order> findOver(List<String> ids) {
        return orders.findAll(ids).values().stream()
                .filter(Objects::nonNull)
                .filter(order -> !order.isAlive())
                .toList();
    }
}
