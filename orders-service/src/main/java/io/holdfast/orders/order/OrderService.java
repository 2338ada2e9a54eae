package io.holdfast.orders.order;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.inventory.Busy;
import io.holdfast.orders.inventory.Inventory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.stereotype.Service;

/** Changes orders: one guarded write, then the units in the inventory, then the message. */
@Service
public class OrderService {

    private static final Logger log = LoggerFactory.getLogger(OrderService.class);

    private final OrderStore orders;
    private final Inventory<OrderDraft, Order> inventory;
    private final OutboxRelay relay;
    private final SaleMeters meters;
    private final Duration decisionWait;
    private final Clock clock;

    OrderService(
            OrderStore orders,
            Inventory<OrderDraft, Order> inventory,
            OutboxRelay relay,
            SaleMeters meters,
            OrdersProperties properties,
            Clock clock) {
        this.orders = orders;
        this.inventory = inventory;
        this.relay = relay;
        this.meters = meters;
        this.decisionWait = properties.decisionWait();
        this.clock = clock;
    }

    /**
     * Claims the units and places the order, or returns the order placed by an earlier request of the same id.
     *
     * @throws io.holdfast.orders.inventory.Refused when there are not enough units
     * @throws io.holdfast.orders.inventory.LimitReached when the buyer has as many as one may
     * @throws Busy when no decision was reached
     */
    public Order place(OrderDraft draft) {
        return join(inventory.claim(draft.eventId(), draft), () -> new Busy("This takes longer than it should"));
    }

    /** The buyer gives up a hold, which may have expired meanwhile; its units are free when this returns. */
    public Order cancel(Order order) {
        return change(order, found -> found.status() != OrderStatus.EXPIRED && found.cancel(clock.instant()));
    }

    /** The buyer sells the tickets back, see {@link Order#sellBack}; the units are on sale again when this returns. */
    public Order sellBack(Order order) {
        return change(order, found -> found.sellBack(clock.instant()));
    }

    /** The buyer returns the tickets of an event that was moved, see {@link Order#returnMoved}; the units are on sale again, too. */
    public Order returnMoved(Order order) {
        return change(order, found -> found.returnMoved(clock.instant()));
    }

    /** The buyer sells some tickets back, see {@link Order#sellBack(Set, boolean, Instant)}; their units are on sale again, too. */
    public Order sellBack(Order order, Set<String> ticketIds, boolean moved) {
        settleBefore(order);
        return change(order, found -> found.sellBack(ticketIds, moved, clock.instant()));
    }

    /**
     * The organizer refunds the order or some of its tickets, see {@link Order#refund}. The units of tickets that end by it are on sale
     * again when this returns.
     *
     * @param ticketIds empty to end none of them, unless all that is left is refunded
     * @param left see {@link Order#requireLeft}; null to refund whatever was paid back meanwhile
     */
    public Order refund(
            Order order,
            String refundId,
            @Nullable Long amount,
            Set<String> ticketIds,
            @Nullable Long left,
            String why,
            String fingerprint) {
        if (!ticketIds.isEmpty()) {
            settleBefore(order);
        }
        return change(order, found -> {
            if (left != null) {
                found.requireLeft(refundId, left);
            }
            return found.refund(refundId, amount, ticketIds, why, fingerprint, clock.instant());
        });
    }

    /** Units are given back one by one only after all are marked as sold: until then a block would not know what is left of them. */
    private void settleBefore(Order order) {
        if (order.status() == OrderStatus.COMPLETED) {
            settle(order);
        }
    }

    /**
     * Writes a transition, settles the units of the order and publishes. If the order was changed since it was read, it is read and
     * the transition tried again.
     *
     * @param transition changes the order it is given, or returns false
     * @return the order as it is then
     */
    public Order change(Order order, Predicate<Order> transition) {
        Optional<Order> current = Optional.of(order);
        while (current.isPresent()) {
            Order next = current.get();
            long before = next.version();
            OrderStatus statusBefore = next.status();
            if (!transition.test(next) || orders.save(next, before)) {
                meters.changed(statusBefore, next);
                // Also when nothing changed: a crash may have come between an earlier write and what follows it.
                settle(next);
                relay.publish(next);
                return next;
            }
            log.debug("Order {} was changed meanwhile, reading it again", order.id());
            current = orders.find(order.id());
        }
        return order;
    }

    /** Notes that what was authorized for the order is charged. */
    void setCharged(String orderId) {
        Optional<Boolean> withMark = relay.writeWithMark(
                orderId, mark -> Optional.of(orders.setCharged(orderId, mark)).filter(written -> written));
        if (withMark.isEmpty()) {
            orders.setCharged(orderId);
        }
    }

    private void settle(Order order) {
        OrderTerms terms = order.terms();
        if (!order.ended().isEmpty()) {
            join(
                    inventory.keepOnly(
                            terms.eventId(), order.id(), terms.buyerKeys(), terms.allocation(), order.allocation()),
                    OrderService::notSettled);
            if (order.unreleasedSince() != null) {
                orders.markReleased(order);
            }
        }
        if (order.status() == OrderStatus.COMPLETED) {
            join(inventory.sell(terms.eventId(), order.id(), order.allocation()), OrderService::notSettled);
        } else if (!order.isAlive() && order.ended().isEmpty()) {
            join(
                    inventory.releaseAll(terms.eventId(), order.id(), terms.buyerKeys(), terms.allocation()),
                    OrderService::notSettled);
            if (order.unreleasedSince() != null) {
                orders.markReleased(List.of(order.id()));
            }
        }
    }

    /** The order is written and its units will follow. Buyers and the broker are answered as if the database were slow. */
    private static RuntimeException notSettled() {
        return new QueryTimeoutException("The units of the order are not settled yet");
    }

    private <T> T join(CompletableFuture<T> future, Supplier<RuntimeException> late) {
        try {
            return future.orTimeout(decisionWait.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw switch (e.getCause()) {
                case RuntimeException cause -> cause;
                case TimeoutException _ -> late.get();
                case null, default -> e;
            };
        }
    }
}
