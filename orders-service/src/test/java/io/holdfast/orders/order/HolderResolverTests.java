package io.holdfast.orders.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.messaging.OutboxRelay;
import io.holdfast.orders.inventory.OrderSink.HolderState;
import io.holdfast.orders.inventory.OrderUnits;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HolderResolverTests {

    private static final Instant OVERDUE =
            OrderFixtures.NOON.plus(OrderFixtures.HOLD).plusSeconds(1);

    private final OrderStore orders = mock(OrderStore.class);
    private final HolderResolver resolver = new HolderResolver(
            orders,
            new OverdueOrders(orders, mock(SaleMeters.class)),
            mock(OutboxRelay.class),
            Clock.fixed(OVERDUE, ZoneOffset.UTC));

    /**
     * A payment completes the order between its being read and its being expired. None of its units may be released: expiring changes the
     * copy that was read, so a second look at that copy would find an order that is over.
     */
    @Test
    void noUnitsOfAnOrderAreReleasedThatWasPaidWhileItWasExpired() {
        Order overdue = OrderFixtures.placed(2500);
        List<OrderUnits> held = units(overdue);
        assertThat(held).as("units of several blocks").hasSizeGreaterThan(1);
        when(orders.findOutlines(any())).thenReturn(Map.of());
        when(orders.findAll(any()))
                .thenReturn(Map.of(overdue.id(), overdue))
                .thenReturn(Map.of(overdue.id(), OrderFixtures.completed(2500)));
        when(orders.saveAll(any())).thenReturn(List.of());

        assertThat(resolver.resolve(held).values()).containsOnly(HolderState.HELD);
    }

    @Test
    void allUnitsOfAnOrderAreReleasedThatIsExpired() {
        Order overdue = OrderFixtures.placed(2500);
        List<OrderUnits> held = units(overdue);
        when(orders.findOutlines(any())).thenReturn(Map.of());
        when(orders.findAll(any())).thenReturn(Map.of(overdue.id(), overdue));
        when(orders.saveAll(any()))
                .thenAnswer(call ->
                        List.copyOf(call.<Map<Order, Long>>getArgument(0).keySet()));

        assertThat(resolver.resolve(held).values()).containsOnly(HolderState.RELEASABLE);
        assertThat(resolver.resolve(held)).hasSameSizeAs(held);
    }

    private static List<OrderUnits> units(Order order) {
        return order.terms().allocation().parts().stream()
                .map(part -> new OrderUnits(order.id(), part.blockId(), part.units(), part.seats()))
                .toList();
    }
}
