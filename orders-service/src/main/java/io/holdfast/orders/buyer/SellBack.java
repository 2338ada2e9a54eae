package io.holdfast.orders.buyer;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderService;
import io.holdfast.orders.placing.OrderProblems;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Sells orders back. Whether that is allowed depends on the event as it is now, not as it was when the order was placed. */
@Component
class SellBack {

    private final BuyerOrders orders;
    private final OrderService service;
    private final Sales sales;
    private final OrdersProperties properties;
    private final Clock clock;

    SellBack(BuyerOrders orders, OrderService service, Sales sales, OrdersProperties properties, Clock clock) {
        this.orders = orders;
        this.service = service;
        this.sales = sales;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Sells the buyer's tickets back; repeating it changes nothing.
     *
     * @param tickets their ids; null for all
     * @throws ProblemException {@code 404}: no such order of this buyer; {@code 409 not-sellable}: the event does not allow it
     * @throws io.holdfast.orders.ticket.TicketsUsed when one of the tickets was admitted
     * @throws io.holdfast.orders.ticket.UnknownTickets when the order does not have one of them
     * @throws io.holdfast.messaging.IllegalTransition when the order is not completed
     */
    Order sellBack(Caller caller, String orderId, @Nullable List<String> tickets) {
        Order order = orders.find(caller, orderId);
        if (order.status() == OrderStatus.COMPLETED) {
            Optional<Sale> sale = sales.find(order.terms().eventId());
            requireAllowed(order, sale);
            boolean moved = !isAllowedByOrganizer(sale);
            if (tickets != null) {
                return service.sellBack(order, Set.copyOf(tickets), moved);
            }
            return moved ? service.returnMoved(order) : service.sellBack(order);
        }
        return tickets == null ? service.sellBack(order) : service.sellBack(order, Set.copyOf(tickets), false);
    }

    private void requireAllowed(Order order, Optional<Sale> sale) {
        if (sale.filter(Sale::isCancelled).isPresent()) {
            throw notSellable("The event was cancelled: the order will be refunded by itself.");
        }
        Instant until = until(order, sale).orElseThrow(() -> notSellable("Tickets for this event are not taken back."));
        if (!clock.instant().isBefore(until)) {
            throw notSellable("Tickets for this event were taken back until " + until + ".");
        }
    }

    /** By the organizer's terms or, if the event was moved since, by the right to return; whichever ends later. */
    private Optional<Instant> until(Order order, Optional<Sale> sale) {
        return Stream.of(
                        sale.flatMap(found -> found.takesBackUntil(properties.sellBackUntil())),
                        sale.flatMap(found -> found.returnsUntil(order.terms().event())))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    private boolean isAllowedByOrganizer(Optional<Sale> sale) {
        return sale.flatMap(found -> found.takesBackUntil(properties.sellBackUntil()))
                .filter(until -> clock.instant().isBefore(until))
                .isPresent();
    }

    private static ProblemException notSellable(String why) {
        return ProblemException.of(HttpStatus.CONFLICT, OrderProblems.NOT_SELLABLE, why);
    }

    /** Until when the order may be sold back; null if it may not. The event may have changed in the last second. */
    @Nullable
    Instant sellableUntil(Order order, Optional<Sale> sale) {
        return isReturnable(order) ? until(order, sale).filter(this::isToCome).orElse(null) : null;
    }

    /** Until when it may be because the event was moved, whatever the organizer allows otherwise; null if it was not. */
    @Nullable
    Instant returnableUntil(Order order, Optional<Sale> sale) {
        return isReturnable(order)
                ? sale.flatMap(found -> found.returnsUntil(order.terms().event()))
                        .filter(this::isToCome)
                        .orElse(null)
                : null;
    }

    private static boolean isReturnable(Order order) {
        return order.status() == OrderStatus.COMPLETED && order.admitted() == 0;
    }

    private boolean isToCome(Instant time) {
        return clock.instant().isBefore(time);
    }
}
