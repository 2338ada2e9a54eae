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

    @Test
    void showsARepeatedRequestAnOrderThatIsCancelledAsItWasPlaced() {
        Order order = OrderFixtures.placed(1000);
        OrderView first = view(order);
        OrderFixtures.cancel(order);
        assertThat(view(order)).isNotEqualTo(first);
        assertThat(view(order.asPlaced())).isEqualTo(first);
    }

    private static OrderView view(Order order) {
        OrderedEvent event = OrderedEvent.of(order.terms().event(), Optional.empty());
        return OrderView.of(order, event, null, null, null, OrderFixtures.NOON);
    }
}
