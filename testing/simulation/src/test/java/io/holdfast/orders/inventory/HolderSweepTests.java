package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.holdfast.messaging.ClockSkew;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.StoredSettings;
import io.holdfast.orders.inventory.OrderSink.HolderState;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Healing looks only at claims that are old enough to be abandoned, and only while this replica's clock is right. */
class HolderSweepTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final String BLOCK = BlockId.general("event", "hall", 0);

    private final BlockStore blocks = new BlockStore(
            new MongoTemplate(new SimulatedDatabase(() -> NOW).factory("orders", Effects.NONE, "orders")));
    private final OrderSink<?, ?> orders = mock(OrderSink.class);
    private final Inventory<?, ?> inventory = mock(Inventory.class);
    private final ClockSkew skew = mock(ClockSkew.class);
    private HolderState state = HolderState.RELEASABLE;
    private final List<OrderUnits> resolved = new ArrayList<>();
    private final OrdersProperties properties = StoredSettings.USUAL;

    @BeforeEach
    void holds() {
        blocks.insertMissing(List.of(BlockDocuments.empty(BLOCK, "event", "hall", 10)));
        hold("old", NOW.minusSeconds(31));
        hold("new", NOW.minusSeconds(29));
        when(skew.databaseClock()).thenReturn(Clock.fixed(NOW, ZoneOffset.UTC));
        when(skew.isWithin(any())).thenReturn(true);
        when(skew.ahead()).thenReturn(Duration.ZERO);
        when(orders.resolve(any())).thenAnswer(call -> {
            Collection<OrderUnits> held = call.getArgument(0);
            resolved.addAll(held);
            return held.stream().collect(Collectors.toMap(units -> units, units -> state));
        });
        when(inventory.release(anyString(), anyString(), any())).thenReturn(CompletableFuture.completedFuture(null));
    }

    private void hold(String order, Instant since) {
        List<OrderUnits> units = List.of(new OrderUnits(order, BLOCK, 1, List.of()));
        assertThat(blocks.write(List.of(new BlockUpdate.Hold(BLOCK, units, Set.of(), 1, since, 0))))
                .isTrue();
    }

    @Test
    void aClaimThatMayStillBeUnderWayIsLeftAlone() {
        sweep();
        assertThat(resolved).extracting(OrderUnits::orderId).containsExactly("old");
        verify(inventory).release(anyString(), eq("old"), any());
        verify(inventory, never()).release(anyString(), eq("new"), any());
    }

    @Test
    void aReplicaWithAWrongClockLeavesHealingToOthers() {
        when(skew.isWithin(any())).thenReturn(false);
        sweep();
        assertThat(resolved).isEmpty();
    }

    private void sweep() {
        try {
            new HolderSweep(blocks, orders, inventory, properties, skew, new BuyersFirst()).sweep();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void unitsAreSoldThatBelongToAPaidOrder() {
        state = HolderState.SOLD;
        when(inventory.sell(anyString(), anyString(), any())).thenReturn(CompletableFuture.completedFuture(null));
        sweep();
        verify(inventory).sell(anyString(), eq("old"), any());
        verify(inventory, never()).release(anyString(), anyString(), any());
    }

    /** Something was given back of an order while it was counted. */
    @Test
    void anAllowanceIsLeftWhatTheOrderHas() {
        String allowance = BlockId.allowance("event", null, "buyer");
        blocks.openAllowances("event", List.of(allowance));
        OrderUnits counted = new OrderUnits("order", allowance, 4, List.of());
        blocks.write(List.of(new BlockUpdate.Count(allowance, List.of(counted), NOW.minusSeconds(31))));
        Allocation three = new Allocation(List.of(new Allocation.Part(BLOCK, 3)));
        state = HolderState.TOO_MANY;
        when(orders.kept("order")).thenReturn(Optional.of(three));
        when(inventory.keepOnly(any(), any(), any(), any(), any())).thenReturn(CompletableFuture.completedFuture(null));

        sweep();

        verify(inventory).keepOnly("event", "order", Set.of(), new Allocation(List.of(counted.part())), three);
        verify(inventory, never()).release(anyString(), anyString(), any());
    }

    /** Between two looks at everything, what became old enough since the last round, whichever replica's clock it was claimed by. */
    @Test
    void eachRoundResolvesWhatBecameOldEnoughAndOneAMinuteResolvesAll() throws InterruptedException {
        AtomicReference<Instant> now = new AtomicReference<>(NOW);
        Clock clock = mock(Clock.class);
        when(clock.instant()).thenAnswer(_ -> now.get());
        when(skew.databaseClock()).thenReturn(clock);
        state = HolderState.HELD;
        HolderSweep sweep = new HolderSweep(blocks, orders, inventory, properties, skew, new BuyersFirst());

        sweep.sweep();
        assertThat(resolved).extracting(OrderUnits::orderId).containsExactly("old");
        resolved.clear();
        now.set(NOW.plusSeconds(10));
        sweep.sweep();
        assertThat(resolved).extracting(OrderUnits::orderId).containsExactly("new");
        resolved.clear();
        now.set(NOW.plusSeconds(20));
        sweep.sweep();
        assertThat(resolved).isEmpty();
        now.set(NOW.plusSeconds(60));
        sweep.sweep();
        assertThat(resolved).extracting(OrderUnits::orderId).containsExactlyInAnyOrder("old", "new");
    }
}
