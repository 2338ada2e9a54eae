package io.holdfast.orders.order;

import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.Repeating;
import io.holdfast.orders.inventory.Inventory;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Brings units back on the shelf that orders had bought which are over now. Whoever ends such an order does it at once, in
 * the write after; a crash between the two leaves a mark in the order, which is looked for here.
 */
@Component
class OwedUnits implements SmartLifecycle {

    private static final int PAUSE_PER_SWEEP = 20;
    private static final int TOGETHER = 500;
    private static final long PATIENCE_SECONDS = 60;

    private final OrderStore orders;
    private final Inventory<?, ?> inventory;
    private final OrdersProperties properties;
    private final Clock clock;
    private final Repeating sweeping;

    OwedUnits(OrderStore orders, Inventory<?, ?> inventory, OrdersProperties properties, Clock clock) {
        this.orders = orders;
        this.inventory = inventory;
        this.properties = properties;
        this.clock = clock;
        this.sweeping = new Repeating("owed-units", properties.healing(), PAUSE_PER_SWEEP, this::sweep);
    }

    /** Gives back what these orders, all of them over, had; returns when it is done. Repeating it is harmless. */
    void settle(Collection<Order> over) {
        CompletableFuture<?>[] released = over.stream()
                .map(order -> inventory.release(
                        order.terms().eventId(), order.id(), order.terms().allocation()))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(released)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        List<String> owing = over.stream()
                .filter(order -> order.owesUnitsSince() != null)
                .map(Order::id)
                .toList();
        if (!owing.isEmpty()) {
            orders.owesNoUnits(owing);
        }
    }

    private void sweep() {
        List<String> owing;
        do {
            owing = orders.owingUnitsSince(clock.instant().minus(properties.abandonedAfter()), TOGETHER);
            if (!owing.isEmpty()) {
                settle(orders.findAll(owing).values().stream()
                        .filter(Objects::nonNull)
                        .toList());
            }
        } while (owing.size() == TOGETHER);
    }

    @Override
    public void start() {
        sweeping.start();
    }

    @Override
    public void stop() {
        sweeping.stop();
    }

    @Override
    public boolean isRunning() {
        return sweeping.isRunning();
    }
}
