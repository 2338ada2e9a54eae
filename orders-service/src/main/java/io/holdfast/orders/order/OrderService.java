package io.holdfast.orders.order;

import io.holdfast.contracts.HoldExpired;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentAuthorized;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.orders.inventory.Busy;
import io.holdfast.orders.inventory.Inventory;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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

/** What happens to orders, in its order: one guarded write, then the units, then the world. */
@Service
public class OrderService {

    private static final Logger log = LoggerFactory.getLogger(OrderService.class);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final OrderStore orders;
    private final Inventory<OrderDraft, Order> inventory;
    private final Sales sales;
    private final OutboxRelay relay;
    private final TicketCodes codes;
    private final SaleMeters meters;
    private final Clock clock;

    OrderService(
            OrderStore orders,
            Inventory<OrderDraft, Order> inventory,
            Sales sales,
            OutboxRelay relay,
            TicketCodes codes,
            SaleMeters meters,
            Clock clock) {
        this.orders = orders;
        this.inventory = inventory;
        this.sales = sales;
        this.relay = relay;
        this.codes = codes;
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * Takes the tickets and places the order, or returns the order placed by an earlier request of the same id.
     *
     * @throws io.holdfast.orders.inventory.Refused when the tickets cannot be had
     * @throws io.holdfast.orders.inventory.Busy when no decision could be reached
     */
    Order place(OrderDraft draft) {
        return join(inventory.claim(draft.eventId(), draft), () -> new Busy("This takes longer than it should"));
    }

    /** The buyer gives up a hold, which may have run out meanwhile; the units are free when this returns. */
    Order cancel(Order order) {
        return change(order, found -> found.status() != OrderStatus.EXPIRED && found.cancel(clock.instant()));
    }

    /**
     * The buyer sells the tickets back; the units are on sale again when this returns.
     *
     * @throws IllegalTransition when there are none to sell
     */
    Order sellBack(Order order) {
        return change(order, found -> found.sellBack(clock.instant()));
    }

    /**
     * The organizer gives money back; see {@link Order#refund}. When that ends the order, its units are on sale again when
     * this returns.
     */
    public Order refund(Order order, String refundId, @Nullable Long amount, String why, String fingerprint) {
        return change(order, found -> found.refund(refundId, amount, why, fingerprint, clock.instant()));
    }

    /**
     * A payment was authorized: the order is completed by it, unless it is too late or the event was cancelled.
     */
    void authorized(PaymentAuthorized message) {
        PaymentState payment = message.payment();
        orders.find(payment.orderId()).ifPresent(order -> {
            Instant now = clock.instant();
            if (order.isAlive() && isCancelled(order.terms().eventId())) {
                change(order, found -> found.endWithEvent(clock.instant()));
            } else if (order.canBeCompletedBy(payment) || payment.id().equals(order.paymentId())) {
                change(order, found -> completeIfWanted(found, payment));
            } else if (order.isOverdue(now)) {
                change(order, found -> found.isOverdue(now) && found.expire(now));
            }
        });
    }

    private boolean isCancelled(String eventId) {
        return sales.recent(eventId).filter(Sale::isCancelled).isPresent();
    }

    private boolean completeIfWanted(Order order, PaymentState payment) {
        return order.canBeCompletedBy(payment) && order.complete(payment, clock.instant(), codes::next);
    }

    /** A capture was refused: the order it had completed is off. A declined card changes nothing. */
    void failed(PaymentFailed message) {
        PaymentState payment = message.payment();
        if (payment.status() == PaymentStatus.CAPTURE_FAILED) {
            orders.find(payment.orderId())
                    .ifPresent(order -> change(order, found -> found.failCapture(payment, clock.instant())));
        }
    }

    /** Money is with the buyer again. Nothing to announce: it was payments-service that said so. */
    void moneyBack(PaymentRefunded message) {
        PaymentState payment = message.payment();
        orders.moneyCameBack(payment.orderId(), payment.refunded());
    }

    /** A hold's deadline passed. */
    void holdExpired(HoldExpired message) {
        orders.find(message.subjectId()).ifPresent(order -> {
            if (order.status() == OrderStatus.AWAITING_PAYMENT && !order.isOverdue(clock.instant())) {
                throw new IllegalStateException("The deadline of order " + order.id() + " is early by our clock");
            }
            change(order, found -> found.isOverdue(clock.instant()) && found.expire(clock.instant()));
        });
    }

    /** Writes a transition, again on what others wrote meanwhile, and lets the units follow it. */
    private Order change(Order order, Predicate<Order> transition) {
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
            log.debug("Order {} changed meanwhile, looking again", order.id());
            current = orders.find(order.id());
        }
        return order;
    }

    private void settle(Order order) {
        Order.Terms terms = order.terms();
        if (order.status() == OrderStatus.COMPLETED) {
            join(inventory.sell(terms.eventId(), order.id(), terms.allocation()), OrderService::notSettled);
        } else if (!order.isAlive()) {
            join(inventory.release(terms.eventId(), order.id(), terms.allocation()), OrderService::notSettled);
            if (order.owesUnitsSince() != null) {
                orders.owesNoUnits(List.of(order.id()));
            }
        }
    }

    /** The order is written, its units will follow: to buyers and to the broker this is a database that is slow. */
    private static RuntimeException notSettled() {
        return new QueryTimeoutException("The units of the order are not settled yet");
    }

    private static <T> T join(CompletableFuture<T> future, Supplier<RuntimeException> late) {
        try {
            return future.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            throw switch (e.getCause()) {
                case RuntimeException cause -> cause;
                case TimeoutException _ -> late.get();
                case null, default -> e;
            };
        }
    }
}
