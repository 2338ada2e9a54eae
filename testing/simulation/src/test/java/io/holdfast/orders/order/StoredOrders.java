package io.holdfast.orders.order;

import static org.mockito.Mockito.mock;

import io.holdfast.messaging.OutboxRelay;
import io.holdfast.orders.StoredSettings;
import io.holdfast.orders.inventory.BuyersFirst;
import io.holdfast.orders.inventory.Inventory;
import java.time.Clock;
import java.util.List;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Orders in a simulated database. */
public final class StoredOrders {

    private StoredOrders() {}

    public static OrderStore in(MongoTemplate mongo) {
        return new OrderStore(mongo, new UnlistedCodes(mongo, new BuyersFirst()));
    }

    public static OrderLists listsIn(MongoTemplate mongo) {
        return new OrderLists(mongo);
    }

    /** Changes orders that have no units, and tells no other service. */
    @SuppressWarnings("unchecked")
    public static OrderService serviceOf(OrderStore orders, Clock clock) {
        return new OrderService(
                orders,
                mock(Inventory.class),
                mock(OutboxRelay.class),
                mock(SaleMeters.class),
                StoredSettings.USUAL,
                clock);
    }

    public static void insert(OrderStore orders, Order order) {
        orders.insert(List.of(order));
    }
}
