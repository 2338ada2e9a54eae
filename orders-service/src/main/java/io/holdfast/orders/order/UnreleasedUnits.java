package io.holdfast.orders.order;

import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.inventory.Inventory;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Units of orders that had bought them and are over, or gave some of their tickets back. They are released right after the write that says
 * so. A crash between the two leaves a mark in the order, by which the sweep finds it.
 */
@Component
class UnreleasedUnits {

    /** How many times as long as a sweep the pause after it is. Where the database has no partial indexes, a sweep reads all orders. */
    static final int REST = 20;

    private static final int BATCH_SIZE = 500;
    private static final long TIMEOUT_SECONDS = 60;

    private final OrderStore store;
    private final Inventory<?, ?> inventory;
    private final OrdersProperties properties;
    private final Clock clock;

    UnreleasedUnits(OrderStore store, Inventory<?, ?> inventory, OrdersProperties properties, Clock clock) {
        this.store = store;
        this.inventory = inventory;
        this.properties = properties;
        this.clock = clock;
    }

    /** Releases what these orders no longer have, and returns when that is done. Repeating it changes nothing. */
    void release(Collection<Order> orders) {
        CompletableFuture<?>[] released = orders.stream().map(this::release).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(released)
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
        List<String> marked = new ArrayList<>();
        for (Order order : orders) {
            if (order.unreleasedSince() != null && order.ended().isEmpty()) {
                marked.add(order.id());
            } else if (order.unreleasedSince() != null) {
                store.markReleased(order);
            }
        }
        if (!marked.isEmpty()) {
            store.markReleased(marked);
        }
    }

    private CompletableFuture<Void> release(Order order) {
        OrderTerms terms = order.terms();
        return order.ended().isEmpty()
                ? inventory.releaseAll(terms.eventId(), order.id(), terms.buyerKeys(), terms.allocation())
                : inventory.keepOnly(
                        terms.eventId(), order.id(), terms.buyerKeys(), terms.allocation(), order.allocation());
    }

    /** Releases the units that orders gave up some time ago and that are still marked. */
    void sweep() {
        List<String> marked;
        do {
            Instant abandoned = clock.instant().minus(properties.abandonedAfter());
            marked = store.findUnreleasedIds(abandoned, BATCH_SIZE);
            if (!marked.isEmpty()) {
                release(store.findAll(marked).values().stream()
                        .filter(Objects::nonNull)
                        .toList());
            }
        } while (marked.size() == BATCH_SIZE);
    }
}
