package io.holdfast.orders.buyer;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderFixtures;
import io.holdfast.orders.sale.OrderedEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrderViewTests {

    @Test
    void showsARepeatedRequestTheOrderAsItWasPlaced() {
        assertThat(view(OrderFixtures.completed(1000).asPlaced())).isEqualTo(view(OrderFixtures.placed(1000)));
    }

    private static OrderView view(Order order) {
        OrderedEvent event = OrderedEvent.of(order.terms().event(), Optional.empty());
        return OrderView.of(order, event, null, null, null, OrderFixtures.NOON);
    }
}
