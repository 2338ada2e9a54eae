package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.GroupedWork;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.orders.inventory.BuyersFirst;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Expires the orders that messages say are overdue. All that wait are expired together: read at once, written at once, and their units
 * released together. While buyers place orders there is a rest between two such groups, in which the messages wait at the broker.
 */
@Component
class HoldExpirations {

    private static final int MOST_TOGETHER = 500;

    private final OrderStore orders;
    private final OverdueOrders overdue;
    private final UnreleasedUnits units;
    private final OutboxRelay relay;
    private final BuyersFirst buyers;
    private final Clock clock;
    private final GroupedWork<String, Boolean> work =
            new GroupedWork<>("hold-expirations", MOST_TOGETHER, this::expireAndRest);

    /** Until when there is a rest, by {@link System#nanoTime()}. Used by one thread at a time. */
    private long restUntil = System.nanoTime();

    HoldExpirations(
            OrderStore orders,
            OverdueOrders overdue,
            UnreleasedUnits units,
            OutboxRelay relay,
            BuyersFirst buyers,
            Clock clock) {
        this.orders = orders;
        this.overdue = overdue;
        this.units = units;
        this.relay = relay;
        this.buyers = buyers;
        this.clock = clock;
    }

    /**
     * Expires an order, if it still waits for its payment; its units are free when this returns.
     *
     * Does nothing to an order whose hold was prolonged since that deadline was set: there will be another message.
     *
     * @param deadline that has passed
     * @throws IllegalStateException when it has not passed by this service's clock
     */
    void expire(String orderId, Instant deadline) {
        boolean early;
        try {
            early = work.add(orderId).join();
        } catch (CompletionException e) {
            // Another order of the group may be the cause.
            early = expire(List.of(orderId)).contains(orderId);
        }
        if (early && !isProlongedBeyond(deadline, orderId)) {
            throw new IllegalStateException("The deadline of order " + orderId + " is early by our clock");
        }
    }

    private boolean isProlongedBeyond(Instant deadline, String orderId) {
        return orders.find(orderId)
                .filter(order -> order.expiresAt().isAfter(deadline))
                .isPresent();
    }

    private List<Boolean> expireAndRest(List<String> ids) throws InterruptedException {
        Thread.sleep(Duration.ofNanos(Math.max(0, restUntil - System.nanoTime())));
        long began = System.nanoTime();
        try {
            Set<String> early = expire(ids);
            return ids.stream().map(early::contains).toList();
        } finally {
            long ended = System.nanoTime();
            restUntil =
                    ended + buyers.restAfter(Duration.ofNanos(ended - began)).toNanos();
        }
    }

    /** Returns those whose deadline has not passed. */
    private Set<String> expire(List<String> ids) {
        Instant now = clock.instant();
        Map<String, @Nullable Order> found = orders.findAll(ids);
        Set<String> early = found.values().stream()
                .filter(Objects::nonNull)
                .filter(order -> order.status() == OrderStatus.AWAITING_PAYMENT && !order.isOverdue(now))
                .map(Order::id)
                .collect(Collectors.toSet());
        List<Order> over =
                overdue.expire(found.values().stream().filter(Objects::nonNull).toList(), now);
        if (!over.isEmpty()) {
            units.release(over);
            relay.publishAll(over);
        }
        return early;
    }
}
