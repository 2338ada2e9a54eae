package io.holdfast.orders.order;

import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.inventory.Inventory;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Units of orders that had bought them and are over. They are released right after the write that ends the order. A crash between the
 * two leaves a mark in the order, by which the sweep finds it.
 */
@Component
class UnreleasedUnits {

    /** How many times as long as a sweep the pause after it is. Where the database has no partial indexes, a sweep reads all orders. */
    static final int REST = 20;

    private static final int BATCH_SIZE = 500;
    private static final long TIMEOUT_SECONDS = 60;

    private final OrderStore orders;
    private final Inventory<?, ?> inventory;
    private final OrdersProperties properties;
    private final Clock clock;

    UnreleasedUnits(OrderStore orders, Inventory<?, ?> inventory, OrdersProperties properties, Clock clock) {
        this.orders = orders;
        this.inventory = inventory;
        this.properties = properties;
        this.clock = clock;
    }

    /** Releases the units of these orders, all of them over, and returns when that is done. Repeating it changes nothing. */
    void release(Collection<Order> over) {
        CompletableFuture<?>[] released = over.stream()
                .map(order -> inventory.releaseAll(
                        order.terms().eventId(),
                        order.id(),
                        order.terms().buyerKeys(),
                        order.terms().allocation()))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(released)
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
        List<String> marked = over.stream()
                .filter(order -> order.unreleasedSince() != null)
                .map(Order::id)
                .toList();
        if (!marked.isEmpty()) {
            orders.markReleased(marked);
        }
    }

    /** Releases the units of orders that ended some time ago and are still marked. */
    void sweep() {
        List<String> marked;
        do {
            Instant abandoned = clock.instant().minus(properties.abandonedAfter());
            marked = orders.findUnreleasedIds(abandoned, BATCH_SIZE);
            if (!marked.isEmpty()) {
                release(orders.findAll(marked).values().stream()
                        .filter(Objects::nonNull)
                        .toList());
            }
        } while (marked.size() == BATCH_SIZE);
    }
}
