package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.telemetry.Counters;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Counts orders and units by what became of them. */
@Component
public class SaleMeters {

    private final Counters<OrderStatus> orders;
    private final Counters<OrderStatus> units;

    SaleMeters(MeterRegistry registry) {
        orders = Counters.of(
                registry, "holdfast.orders", "Orders that came to this status", "status", OrderStatus.class);
        units = Counters.of(
                registry,
                "holdfast.units",
                "Units of the orders that came to this status",
                "status",
                OrderStatus.class);
    }

    /** An order was placed; a free one is completed, too. */
    public void placed(Order order) {
        count(OrderStatus.AWAITING_PAYMENT, order);
        if (order.status() != OrderStatus.AWAITING_PAYMENT) {
            count(order.status(), order);
        }
    }

    /** An order was written; it is counted if its status is another one now. */
    void changed(OrderStatus before, Order order) {
        if (order.status() != before) {
            count(order.status(), order);
        }
    }

    /** An order is over. */
    void ended(Order order) {
        count(order.status(), order);
    }

    private void count(OrderStatus status, Order order) {
        orders.count(status, 1);
        units.count(status, order.terms().quantity());
    }
}
