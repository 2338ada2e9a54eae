package io.holdfast.orders.mail;

import io.holdfast.contracts.OrderCancelled;
import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderRefunded;
import io.holdfast.contracts.OrderSoldBack;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentRefundFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentVoided;
import io.holdfast.mail.Mail;
import io.holdfast.mail.Mails;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.orders.order.OrderTerms;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Keeps a mail for each message that a buyer is told of. Handling a message again keeps no other mail. */
@Component
class OrderMails {

    /** The reason of an order that ended because the provider refused to charge. */
    private static final String CAPTURE_FAILED = "capture-failed";

    /** The reason of an order that ended because its event was cancelled. */
    private static final String WITH_ITS_EVENT = "event-cancelled";

    private final OrderStore orders;
    private final Mails mails;

    OrderMails(OrderStore orders, Mails mails) {
        this.orders = orders;
        this.mails = mails;
    }

    /** Mostly without asking for the order: its event is yet to come, so neither buyer nor address was forgotten since it was completed. */
    void completed(OrderCompleted message) {
        OrderState told = message.order();
        orders.written(told)
                .map(OrderStore.Written::terms)
                .or(() -> orders.find(told.id()).map(Order::terms))
                .ifPresent(terms -> keep(TicketsMail.KIND, terms, told.version(), Map.of()));
    }

    /** A buyer who cancels a hold, or lets it go, is not written to. */
    void cancelled(OrderCancelled message) {
        if (CAPTURE_FAILED.equals(message.order().reason())) {
            keep(MoneyMail.Kind.PAYMENT_FAILED.word(), message.order(), Map.of());
        }
    }

    void soldBack(OrderSoldBack message) {
        keep(
                MoneyMail.Kind.SOLD_BACK.word(),
                message.order(),
                amount(message.order().refunded(), message.order()));
    }

    /** By the organizer, in part or all of it, or because the event was cancelled. */
    void refunded(OrderRefunded message) {
        OrderState order = message.order();
        keep(kindOf(order).word(), order, amount(order.refunded(), order));
    }

    private MoneyMail.Kind kindOf(OrderState order) {
        if (WITH_ITS_EVENT.equals(order.reason())) {
            return MoneyMail.Kind.EVENT_CANCELLED;
        }
        if (order.status() != OrderStatus.COMPLETED && order.total() == 0) {
            return MoneyMail.Kind.TAKEN_BACK;
        }
        return order.status() == OrderStatus.COMPLETED
                        // By the message: the order may have been refunded again.
                        && orders.find(order.id())
                                .filter(found -> found.endedTickets(order.refunded()))
                                .isPresent()
                ? MoneyMail.Kind.TICKETS_ENDED
                : MoneyMail.Kind.REFUND_DUE;
    }

    /** The provider paid back. */
    void moneyBack(PaymentRefunded message) {
        keep(
                MoneyMail.Kind.REFUND_PAID.word(),
                message.payment(),
                message.payment().refunded());
    }

    void moneyBackFailed(PaymentRefundFailed message) {
        Long failed = message.payment().refundFailed();
        keep(MoneyMail.Kind.REFUND_FAILED.word(), message.payment(), failed == null ? 0 : failed);
    }

    /**
     * The bank approved, and the order had ended by itself or with its event: the buyer may have left the page long before, and the bank
     * still shows an amount. Who cancelled the order knows.
     */
    void voided(PaymentVoided message) {
        PaymentState payment = message.payment();
        orders.find(payment.orderId())
                .filter(OrderMails::endedUnasked)
                .ifPresent(order ->
                        keep(MoneyMail.Kind.PAYMENT_VOIDED.word(), order.terms(), payment.version(), Map.of()));
    }

    private static boolean endedUnasked(Order order) {
        return order.status() == OrderStatus.EXPIRED
                || (order.status() == OrderStatus.CANCELLED && WITH_ITS_EVENT.equals(order.reason()));
    }

    private static Map<String, String> amount(long amount, OrderState order) {
        return Map.of(MoneyMail.AMOUNT, Long.toString(amount), MoneyMail.CURRENCY, order.currency());
    }

    private void keep(String kind, OrderState order, Map<String, String> details) {
        keep(kind, order.id(), order.version(), details);
    }

    private void keep(String kind, PaymentState payment, long amount) {
        if (amount > 0) {
            keep(
                    kind,
                    payment.orderId(),
                    payment.version(),
                    Map.of(MoneyMail.AMOUNT, Long.toString(amount), MoneyMail.CURRENCY, payment.currency()));
        }
    }

    private void keep(String kind, String orderId, long version, Map<String, String> details) {
        orders.find(orderId).ifPresent(order -> keep(kind, order.terms(), version, details));
    }

    /** Orders of earlier versions have no address. */
    private void keep(String kind, OrderTerms terms, long version, Map<String, String> details) {
        String to = terms.email();
        if (to != null) {
            Map<String, String> all = new HashMap<>(details);
            all.putAll(MailedOrders.details(terms));
            mails.keep(new Mail(kind + ":" + terms.id() + ":" + version, kind, to, all));
        }
    }
}
