package io.holdfast.orders.organizer;

import io.holdfast.messaging.Ids;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderService;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.orders.sale.OrganizerSales;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Replay;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Refunds orders in the name of the event's organizer. */
@Component
class RefundOrder {

    private final OrderStore orders;
    private final OrderService service;
    private final OrganizerSales sales;

    RefundOrder(OrderStore orders, OrderService service, OrganizerSales sales) {
        this.orders = orders;
        this.service = service;
        this.sales = sales;
    }

    /**
     * Refunds the order, or finds it refunded by an earlier request with the same key.
     *
     * @throws ProblemException {@code 404}: no such order, or the event is another organizer's; {@code 422}: the key was used for another
     *     refund
     * @throws io.holdfast.messaging.IllegalTransition when the order is not completed, or has too many refunds for another part
     */
    Replay<Order> refund(Caller caller, Optional<IdempotencyKey> key, String orderId, RefundRequest request) {
        Order order = orders.find(orderId).orElseThrow(ProblemException::notFound);
        sales.find(caller, order.terms().eventId());
        String reason = Optional.ofNullable(request.reason())
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElse(Order.BY_ORGANIZER);
        String fingerprint = Ids.derived(String.valueOf(request.amount()), reason);
        String refundId = key.map(value -> Ids.derived("refund", orderId, caller.id(), value.value()))
                .orElseGet(Ids::random);
        boolean replayed = order.refundOf(refundId).isPresent();
        Order refunded = service.refund(order, refundId, request.amount(), reason, fingerprint);
        if (!refunded.refundOf(refundId).orElseThrow().fingerprint().equals(fingerprint)) {
            throw IdempotencyKey.reused();
        }
        return new Replay<>(refunded, replayed);
    }
}
