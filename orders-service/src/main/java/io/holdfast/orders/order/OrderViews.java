package io.holdfast.orders.order;

import java.time.Clock;
import org.springframework.stereotype.Component;

/** Shows orders as they are now, with until when they may be sold back. */
@Component
public class OrderViews {

    private final SellBack sellBack;
    private final Clock clock;

    OrderViews(SellBack sellBack, Clock clock) {
        this.sellBack = sellBack;
        this.clock = clock;
    }

    public OrderView of(Order order) {
        return OrderView.of(order, sellBack.sellableUntil(order), clock.instant());
    }
}
