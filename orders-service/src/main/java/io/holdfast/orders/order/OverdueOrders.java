package io.holdfast.orders.order;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
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
     * stays as that change left it, unless it is overdue still.
     *
     * @param found is changed, whether or not it could be written: not to be used afterwards
     * @return those that were overdue and are over now, as they are stored
     */
    List<Order> expire(Collection<Order> found, Instant now) {
        List<Order> over = new ArrayList<>();
        Collection<Order> left = found;
        while (!left.isEmpty()) {
            left = expireOnce(left, now, over);
        }
        return over;
    }

    /**
     * @param over what was overdue and is over now is added to it
     * @return those that have changed and may be overdue still
     */
    private List<Order> expireOnce(Collection<Order> found, Instant now, List<Order> over) {
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
        List<Order> written = orders.saveAll(versionsBefore);
        // What another write has ended was counted there.
        written.forEach(meters::ended);
        over.addAll(written);
        if (written.size() == versionsBefore.size()) {
            return List.of();
        }
        versionsBefore.keySet().removeAll(written);
        Map<Boolean, List<Order>> stored =
                orders.findAll(versionsBefore.keySet().stream().map(Order::id).toList()).values().stream()
                        .filter(Objects::nonNull)
                        .collect(Collectors.partitioningBy(Order::isAlive));
        over.addAll(stored.getOrDefault(false, List.of()));
        return stored.getOrDefault(true, List.of());
    }
}
