package io.holdfast.orders.order;

import com.mongodb.MongoException;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.OutboxBatches;
import io.holdfast.messaging.OutboxBatches.Batch;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.inventory.GrantedClaim;
import io.holdfast.orders.inventory.OrderSink;
import io.holdfast.orders.inventory.OrderUnits;
import io.holdfast.telemetry.LogContext;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Turns grants of the inventory into orders, and tells it which holders still count. */
@Component
class OrderWriter implements OrderSink<OrderDraft, Order> {

    private static final Logger log = LoggerFactory.getLogger(OrderWriter.class);

    /** A batch is two writes of its own; marking each of so many orders costs more. */
    private static final int WORTH_A_BATCH = 4;

    private final OrderStore orders;
    private final OutboxRelay relay;
    private final OutboxBatches batches;
    private final TicketCodes codes;
    private final OrdersProperties properties;
    private final SaleMeters meters;
    private final Clock clock;

    OrderWriter(
            OrderStore orders,
            OutboxRelay relay,
            TicketCodes codes,
            OrdersProperties properties,
            SaleMeters meters,
            Clock clock) {
        this.orders = orders;
        this.relay = relay;
        this.batches = relay.batches(orders.batches(), "orders", this::isFinallyAbsent);
        this.codes = codes;
        this.properties = properties;
        this.meters = meters;
        this.clock = clock;
    }

    private boolean isFinallyAbsent(String id, Instant openedAt) {
        Instant now = clock.instant();
        return openedAt.isBefore(now.minus(properties.abandonedAfter())) && orders.voidId(id, now);
    }

    @Override
    public OrderBatch<OrderDraft, Order> openBatch(Collection<String> orderIds) {
        if (orderIds.size() < WORTH_A_BATCH) {
            return new UnlistedBatch();
        }
        return new ListedBatch(CompletableFuture.supplyAsync(() -> batches.open(orderIds), Thread::startVirtualThread));
    }

    /** Few orders, each marked by itself when it has been announced. */
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

    /** Orders that are announced as one batch, which is listed before the first of them is written. */
    private final class ListedBatch implements OrderBatch<OrderDraft, Order> {

        private final CompletableFuture<Batch> opened;
        private boolean settled;

        ListedBatch(CompletableFuture<Batch> opened) {
            this.opened = opened;
        }

        @Override
        public List<Outcome<Order>> write(List<GrantedClaim<OrderDraft>> grants) {
            try {
                opened.join();
            } catch (CompletionException e) {
                log.warn("Cannot list {} orders before writing them: {}", grants.size(), String.valueOf(e.getCause()));
                // Not written here; but whoever repeats a claim may have written it elsewhere, on the same units.
                return readBack(place(grants));
            }
            List<Order> placed = place(grants);
            placed.forEach(order -> order.outbox().leaveToBatch());
            List<Outcome<Order>> entries = placed.isEmpty() ? List.of() : insert(placed);
            settled = entries.stream().noneMatch(Unknown.class::isInstance);
            return entries;
        }

        @Override
        public void publish(List<Order> written) {
            if (settled) {
                batches.publish(opened.join(), written);
            }
        }
    }

    private List<Order> place(List<GrantedClaim<OrderDraft>> grants) {
        List<Order> placed = grants.stream().map(this::place).toList();
        LogContext.traceparent(null);
        return placed;
    }

    private List<Outcome<Order>> insert(List<Order> placed) {
        Set<String> there;
        try {
            there = orders.insert(placed);
        } catch (MongoException e) {
            log.warn("Writing {} orders has no answer, reading them back: {}", placed.size(), e.toString());
            return readBack(placed);
        }
        List<Outcome<Order>> entries = new ArrayList<>(placed.size());
        for (Order order : placed) {
            entries.add(there.contains(order.id()) ? existing(order) : new Written<>(order));
        }
        return entries;
    }

    /** What it announces belongs to the trace of who asked for it. */
    private Order place(GrantedClaim<OrderDraft> grant) {
        LogContext.traceparent(grant.claim().trace());
        return Order.place(grant.claim(), grant.allocation(), grant.at(), properties.hold(), codes::next);
    }

    private Outcome<Order> existing(Order refused) {
        try {
            return orders.find(refused.id())
                    .<Outcome<Order>>map(order -> new AlreadyExists<>(order, wanted(order)))
                    .orElseGet(NeverWritten::new);
        } catch (MongoException e) {
            return new Unknown<>();
        }
    }

    /** An order that is over wants none of its units. */
    private static Allocation wanted(Order order) {
        return order.isAlive() ? order.terms().allocation() : new Allocation(List.of());
    }

    private List<Outcome<Order>> readBack(List<Order> placed) {
        List<Outcome<Order>> entries = new ArrayList<>(placed.size());
        for (Order order : placed) {
            // One that got no answer speaks for the rest: each would wait as long for none.
            boolean answering = entries.isEmpty() || !(entries.getLast() instanceof Unknown);
            entries.add(answering ? readBack(order) : new Unknown<>());
        }
        return entries;
    }

    /** The write may still be under way: only an order that is there, or an id that is used up, is an answer. */
    private Outcome<Order> readBack(Order order) {
        try {
            if (orders.voidId(order.id(), clock.instant())) {
                return new NeverWritten<>();
            }
            Order found = orders.find(order.id()).orElseThrow();
            return found.terms().equals(order.terms())
                    ? new Written<>(found)
                    : new AlreadyExists<>(found, wanted(found));
        } catch (RuntimeException e) {
            return new Unknown<>();
        }
    }

    @Override
    public Optional<Order> find(String orderId) {
        return orders.find(orderId);
    }

    @Override
    public Set<String> decided(Collection<String> orderIds) {
        return orders.known(orderIds);
    }

    @Override
    public Map<OrderUnits, HolderState> resolve(Collection<OrderUnits> holders) {
        Instant now = clock.instant();
        Map<String, OrderStore.Outline> outlines = orders.outlines(
                holders.stream().map(OrderUnits::orderId).distinct().toList());
        Map<OrderUnits, HolderState> judged = new LinkedHashMap<>();
        List<OrderUnits> doubtful = new ArrayList<>();
        for (OrderUnits holder : holders) {
            OrderStore.Outline outline = outlines.get(holder.orderId());
            boolean inOrder = outline != null && outline.isWaiting(now) && names(outline.allocation(), holder);
            if (inOrder) {
                judged.put(holder, HolderState.HELD);
            } else {
                doubtful.add(holder);
            }
        }
        Map<String, @Nullable Order> found = doubtful.isEmpty()
                ? Map.of()
                : orders.findAll(
                        doubtful.stream().map(OrderUnits::orderId).distinct().toList());
        doubtful.forEach(holder -> judged.put(holder, resolve(holder, found, now)));
        return judged;
    }

    private HolderState resolve(OrderUnits holder, Map<String, @Nullable Order> found, Instant now) {
        String id = holder.orderId();
        Order order = found.get(id);
        if (order == null) {
            if (found.containsKey(id) || orders.voidId(id, now)) {
                return HolderState.RELEASABLE;
            }
            order = orders.find(id).orElseThrow(); // written just now
        }
        if (!names(order.terms().allocation(), holder)) {
            return HolderState.RELEASABLE;
        }
        if (order.isOverdue(now)) {
            return expire(order, now) ? HolderState.RELEASABLE : HolderState.HELD;
        }
        if (!order.isAlive()) {
            return HolderState.RELEASABLE;
        }
        return order.status() == OrderStatus.COMPLETED ? HolderState.SOLD : HolderState.HELD;
    }

    private static boolean names(Allocation allocation, OrderUnits holder) {
        return allocation.parts().contains(holder.part());
    }

    /** False if somebody else changed the order in the meantime; it will be judged again. */
    private boolean expire(Order order, Instant now) {
        long before = order.version();
        OrderStatus statusBefore = order.status();
        order.expire(now);
        boolean saved = orders.save(order, before);
        if (saved) {
            meters.changed(statusBefore, order);
            relay.publish(order);
        }
        return saved;
    }
}
