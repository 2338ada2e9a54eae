package io.holdfast.orders.buyer;

import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderTerms;
import io.holdfast.orders.sale.OrderedEvent;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Shows orders as they are now, with their events as they are now, and until when they may be sold back. */
@Component
public class OrderViews {

    private final SellBack sellBack;
    private final Sales sales;
    private final Clock clock;

    OrderViews(SellBack sellBack, Sales sales, Clock clock) {
        this.sellBack = sellBack;
        this.sales = sales;
        this.clock = clock;
    }

    public OrderView of(Order order) {
        OrderTerms terms = order.terms();
        Optional<Sale> sale = sales.recent(terms.eventId());
        return OrderView.of(
                order,
                OrderedEvent.of(terms.event(), sale),
                sellBack.sellableUntil(order, sale),
                sellBack.returnableUntil(order, sale),
                sale.orElse(null),
                clock.instant());
    }
}
