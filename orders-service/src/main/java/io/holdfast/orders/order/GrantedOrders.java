package io.holdfast.orders.order;

import com.mongodb.MongoException;
import io.holdfast.messaging.OutboxBatches;
import io.holdfast.messaging.OutboxBatches.Batch;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.inventory.GrantedClaim;
import io.holdfast.orders.inventory.OrderSink;
import io.holdfast.orders.inventory.OrderUnits;
import io.holdfast.orders.ticket.TicketCodes;
import io.holdfast.telemetry.LogContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes and publishes the orders whose claims the inventory granted. */
@Component
class GrantedOrders implements OrderSink<OrderDraft, Order> {

    private static final Logger log = LoggerFactory.getLogger(GrantedOrders.class);

    /** Listing a batch takes two writes, marking fewer orders one by one costs less. */
    private static final int SMALLEST_LISTED_BATCH = 4;

    private final OrderStore orders;
    private final HolderResolver holders;
    private final OutboxRelay relay;
    private final OutboxBatches batches;
    private final TicketCodes codes;
    private final OrdersProperties properties;
    private final Clock clock;

    GrantedOrders(
            OrderStore orders,
            HolderResolver holders,
            OutboxRelay relay,
            OutboxBatches batches,
            TicketCodes codes,
            OrdersProperties properties,
            Clock clock) {
        this.orders = orders;
        this.holders = holders;
        this.relay = relay;
        this.batches = batches;
        this.codes = codes;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public OrderBatch<OrderDraft, Order> openBatch(String eventId, Collection<String> orderIds) {
        if (orderIds.size() < SMALLEST_LISTED_BATCH) {
            return new UnlistedBatch();
        }
        return new ListedBatch(
                CompletableFuture.supplyAsync(() -> batches.open(eventId, orderIds), Thread::startVirtualThread));
    }

    @Override
    public Optional<Order> find(String orderId) {
        return orders.find(orderId);
    }

    @Override
    public List<LivingOrder> living(String eventId, Set<String> buyerKeys, boolean unpaidOnly) {
        return orders.findAlive(eventId, buyerKeys, unpaidOnly);
    }

    @Override
    public Optional<Allocation> kept(String orderId) {
        return orders.find(orderId).filter(Order::isAlive).map(Order::notGivenBack);
    }

    @Override
    public Set<String> decided(Collection<String> orderIds) {
        return orders.findUsedIds(orderIds);
    }

    @Override
    public Map<OrderUnits, HolderState> resolve(Collection<OrderUnits> held) {
        return holders.resolve(held);
    }

    /** Few orders, each marked in its own document when it has been published. */
    private final class UnlistedBatch implements OrderBatch<OrderDraft, Order> {

        @Override
        public List<Outcome<Order>> write(List<GrantedClaim<OrderDraft>> grants) {
            return grants.isEmpty() ? List.of() : insert(place(grants));
        }

        @Override
        public void publish(List<Order> written) {
            if (!written.isEmpty()) {
                relay.publishAll(written);
            }
        }
    }

    /** Orders that are listed in a batch before the first of them is written, and marked there when they have been published. */
    private final class ListedBatch implements OrderBatch<OrderDraft, Order> {

        private final CompletableFuture<Batch> opened;
        private boolean outcomesKnown;

        ListedBatch(CompletableFuture<Batch> opened) {
            this.opened = opened;
        }

        @Override
        public List<Outcome<Order>> write(List<GrantedClaim<OrderDraft>> grants) {
            try {
                opened.join();
            } catch (CompletionException e) {
                log.warn("Cannot list {} orders before writing them: {}", grants.size(), String.valueOf(e.getCause()));
                // Nothing was written here, but a repeated request may have written one elsewhere, for the same units.
                return readBack(place(grants));
            }
            List<Order> placed = place(grants);
            placed.forEach(order -> order.outbox().leaveToBatch());
            List<Outcome<Order>> outcomes = placed.isEmpty() ? List.of() : insert(placed);
            outcomesKnown = outcomes.stream().noneMatch(Unknown.class::isInstance);
            return outcomes;
        }

        @Override
        public void publish(List<Order> written) {
            if (outcomesKnown) {
                batches.publish(opened.join(), written);
            }
        }
    }

    private List<Order> place(List<GrantedClaim<OrderDraft>> grants) {
        List<Order> placed = grants.stream().map(this::place).toList();
        LogContext.traceparent(null);
        return placed;
    }

    /** Its first message belongs to the trace of the request. */
    private Order place(GrantedClaim<OrderDraft> grant) {
        LogContext.traceparent(grant.claim().trace());
        return Order.place(grant.claim(), grant.allocation(), grant.at(), properties.hold(), codes::next);
    }

    private List<Outcome<Order>> insert(List<Order> placed) {
        Set<String> usedBefore;
        try {
            usedBefore = orders.insert(placed);
        } catch (MongoException e) {
            log.warn("The database did not confirm {} orders, reading them back: {}", placed.size(), e.toString());
            return readBack(placed);
        }
        List<Outcome<Order>> outcomes = new ArrayList<>(placed.size());
        for (Order order : placed) {
            outcomes.add(usedBefore.contains(order.id()) ? existing(order) : new Written<>(order));
        }
        return outcomes;
    }

    /** It may be this one: the driver repeats an insert that got no answer. If it is void, that may be because of another event's order. */
    private Outcome<Order> existing(Order placed) {
        try {
            return orders.find(placed.id())
                    .map(found -> found.terms().equals(placed.terms()) ? found.readBackAs(placed) : found)
                    .<Outcome<Order>>map(order -> new AlreadyExists<>(order, order.allocation()))
                    .orElseGet(() -> readBack(placed));
        } catch (MongoException e) {
            return new Unknown<>();
        }
    }

    private List<Outcome<Order>> readBack(List<Order> placed) {
        List<Outcome<Order>> outcomes = new ArrayList<>(placed.size());
        for (Order order : placed) {
            // When one gets no answer, the others are not tried: each would wait as long.
            boolean answering = outcomes.isEmpty() || !(outcomes.getLast() instanceof Unknown);
            outcomes.add(answering ? readBack(order) : new Unknown<>());
        }
        return outcomes;
    }

    /** The insert may still be under way, so not finding the order proves nothing; making its id void does. */
    private Outcome<Order> readBack(Order order) {
        try {
            if (orders.voidId(order.id(), order.terms().eventId(), clock.instant())) {
                return new NeverWritten<>();
            }
            Order found = orders.find(order.id()).orElseThrow();
            return found.terms().equals(order.terms())
                    ? new Written<>(found.readBackAs(order))
                    : new AlreadyExists<>(found, found.allocation());
        } catch (RuntimeException e) {
            return new Unknown<>();
        }
    }
}
