package io.holdfast.orders.organizer;

import io.holdfast.messaging.Ids;
import io.holdfast.money.Currency;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderRecord;
import io.holdfast.orders.order.OrderService;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.orders.sale.OrganizerSales;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Replay;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Refunds orders in the name of the event's organizer. */
@Component
class RefundOrder {

    private final OrderStore orders;
    private final OrderService service;
    private final OrganizerSales sales;
    private final OrderRecord record;

    RefundOrder(OrderStore orders, OrderService service, OrganizerSales sales, OrderRecord record) {
        this.orders = orders;
        this.service = service;
        this.sales = sales;
        this.record = record;
    }

    /**
     * Refunds the order, or finds it refunded by an earlier request with the same key.
     *
     * @throws ProblemException {@code 404}: no such order, or the event is another organizer's; {@code 422}: the key was used for another
     *     refund; {@code 400}: no such amount can be paid back
     * @throws io.holdfast.messaging.IllegalTransition when the order is not completed, has too many refunds for another part, or does
     *     not have left what the caller saw
     */
    Replay<Order> refund(Caller caller, Optional<IdempotencyKey> key, String orderId, RefundRequest request) {
        Order order = orders.find(orderId).orElseThrow(ProblemException::notFound);
        sales.find(caller, order.terms().eventId());
        String reason = Optional.ofNullable(request.reason())
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElse(Order.BY_ORGANIZER);
        requireChargeable(request.amount(), order.terms().currency());
        Set<String> tickets = request.ticketIds();
        String fingerprint = tickets.isEmpty()
                ? Ids.derived(String.valueOf(request.amount()), reason)
                : Ids.derived(String.valueOf(request.amount()), reason, String.join(",", tickets));
        String refundId = key.map(value -> Ids.derived("refund", orderId, caller.id(), value.value()))
                .orElseGet(Ids::random);
        boolean replayed = order.refundOf(refundId).isPresent();
        Order refunded =
                service.refund(order, refundId, request.amount(), tickets, request.left(), reason, fingerprint);
        if (!refunded.refundOf(refundId).orElseThrow().fingerprint().equals(fingerprint)) {
            throw IdempotencyKey.reused();
        }
        record.refunded(
                refunded,
                caller,
                refundId,
                refunded.refundOf(refundId).orElseThrow().amount());
        return new Replay<>(refunded, replayed);
    }

    /** The provider pays back in the same steps in which it charges. */
    private static void requireChargeable(@Nullable Long amount, String code) {
        Currency.find(code)
                .filter(currency -> amount != null && amount % currency.step() != 0)
                .ifPresent(currency -> {
                    throw ProblemException.invalid("amount", "must be a multiple of " + currency.step());
                });
    }
}
