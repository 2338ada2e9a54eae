package io.holdfast.orders.order;

import io.holdfast.contracts.HoldExpired;
import io.holdfast.contracts.PaymentAuthorized;
import io.holdfast.contracts.PaymentCaptured;
import io.holdfast.contracts.PaymentChallenged;
import io.holdfast.contracts.PaymentDisputed;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentRefundFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.orders.ticket.TicketCodes;
import io.holdfast.orders.waiting.Entrance;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Handles the messages about payments and expired holds. Handling one again changes nothing. */
@Component
class PaymentsAndDeadlines {

    private final OrderStore orders;
    private final OrderService service;
    private final HoldExpirations expirations;
    private final Sales sales;
    private final TicketCodes codes;
    private final Entrance entrance;
    private final OrdersProperties properties;
    private final Clock clock;

    PaymentsAndDeadlines(
            OrderStore orders,
            OrderService service,
            HoldExpirations expirations,
            Sales sales,
            TicketCodes codes,
            Entrance entrance,
            OrdersProperties properties,
            Clock clock) {
        this.orders = orders;
        this.service = service;
        this.expirations = expirations;
        this.sales = sales;
        this.codes = codes;
        this.entrance = entrance;
        this.properties = properties;
        this.clock = clock;
    }

    /** The buyer's bank asks: the hold is prolonged, once, unless it lasts long enough. Too late, or if the event was cancelled, nothing is. */
    void challenged(PaymentChallenged message) {
        orders.find(message.payment().orderId())
                .filter(order -> !isCancelled(order.terms().eventId()))
                .ifPresent(order -> service.change(
                        order,
                        found -> found.prolong(message.challengedAt(), properties.prolonged(), clock.instant())));
    }

    /** The payment completes its order, unless it comes too late or the event was cancelled. */
    void authorized(PaymentAuthorized message) {
        PaymentState payment = message.payment();
        orders.find(payment.orderId())
                .filter(order -> order.isAlive() || payment.id().equals(order.paymentId()))
                .ifPresent(order -> service.change(order, found -> follow(found, payment)));
    }

    /** What an authorized payment means for the order as it is: while this is decided, the hold may be prolonged or the event cancelled. */
    private boolean follow(Order order, PaymentState payment) {
        Instant now = clock.instant();
        if (order.isAlive() && isCancelled(order.terms().eventId())) {
            return order.endWithEvent(now);
        }
        if (order.canBeCompletedBy(payment)) {
            return order.complete(payment, now, codes::next);
        }
        return order.isOverdue(now) && order.expire(now);
    }

    private boolean isCancelled(String eventId) {
        return sales.recent(eventId).filter(Sale::isCancelled).isPresent();
    }

    /**
     * A refused capture ends the order that its payment completed. If something was to be paid back before, nothing was charged, so
     * the buyer has back all that is due. Other failures change nothing.
     */
    void failed(PaymentFailed message) {
        PaymentState payment = message.payment();
        if (payment.status() == PaymentStatus.CAPTURE_FAILED) {
            // First: a buyer who chooses once more and is not counted would be one more than may.
            entrance.captureFailed(payment.orderId());
            orders.find(payment.orderId())
                    .ifPresent(order -> service.change(order, found -> found.failCapture(payment, clock.instant())));
            orders.find(payment.orderId())
                    .filter(order -> order.wasRefundedUncharged(payment))
                    .ifPresent(order -> orders.setNothingCharged(order.id(), order.refundDue()));
        }
    }

    /** What was authorized is charged. Until then a door tells that it is not. */
    void captured(PaymentCaptured message) {
        service.setCharged(message.payment().orderId());
        if (message.payment().dispute() != null) {
            // The provider told of both at once: no other message does.
            orders.saveRefundProgress(message.payment());
        }
    }

    /** The provider paid back. There is nothing to publish: payments-service did. */
    void refunded(PaymentRefunded message) {
        orders.saveRefundProgress(message.payment());
    }

    /** What was to be paid back did not reach the buyer. */
    void refundFailed(PaymentRefundFailed message) {
        orders.saveRefundProgress(message.payment());
    }

    /** The charge is disputed. The order stays as it is; whether its tickets admit anyone once that is lost, its organizer decides. */
    void disputed(PaymentDisputed message) {
        orders.saveRefundProgress(message.payment());
    }

    /** @throws IllegalStateException when the deadline has not passed by this service's clock; the message is delivered again */
    void holdExpired(HoldExpired message) {
        expirations.expire(message.subjectId(), message.dueAt());
    }
}
