package io.holdfast.orders.buyer;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.telemetry.LogContext;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** A buyer's own orders. */
@Component
public class BuyerOrders {

    private final OrderStore orders;

    BuyerOrders(OrderStore orders) {
        this.orders = orders;
    }

    /**
     * Finds an order; log lines of this request carry its id from then on.
     *
     * @throws ProblemException {@code 404 not-found} when there is none, or it is another buyer's
     */
    public Order find(Caller caller, String id) {
        Order order = orders.find(id)
                .filter(found -> found.terms().buyerId().equals(caller.id()))
                .orElseThrow(ProblemException::notFound);
        LogContext.order(order.id());
        return order;
    }

    /**
     * Finds an order that has tickets.
     *
     * @throws ProblemException {@code 404 not-found} as above, {@code 409 not-completed} when it has none yet, or none any more
     */
    public Order findCompleted(Caller caller, String id) {
        Order order = find(caller, id);
        if (order.status() != OrderStatus.COMPLETED) {
            throw ProblemException.of(
                    HttpStatus.CONFLICT, "not-completed", "There are tickets once the order is completed.");
        }
        return order;
    }
}
