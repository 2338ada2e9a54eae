package io.holdfast.orders.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.OrderCancelled;
import io.holdfast.contracts.OrderRefunded;
import io.holdfast.contracts.OrderSoldBack;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentRefundFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.mail.Mail;
import io.holdfast.mail.Mails;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderFixtures;
import io.holdfast.orders.order.OrderStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each message that a buyer is told of has a mail of its own, once however often it comes. */
class OrderMailsTests {

    private final Order order = OrderFixtures.completed(1250);
    private final OrderStore orders = mock(OrderStore.class);
    private final Mails mails = mock(Mails.class);
    private final List<Mail> kept = new ArrayList<>();
    private final OrderMails orderMails = new OrderMails(orders, mails);

    @BeforeEach
    void thereIsAnOrder() {
        when(orders.find("order1")).thenReturn(Optional.of(order));
        doAnswer(call -> kept.add(call.getArgument(0))).when(mails).keep(any());
    }

    private OrderState order(OrderStatus status, long refunded, long version, @Nullable String reason) {
        return new OrderState(
                "order1",
                "event1",
                "buyer1",
                status,
                List.of(),
                3750,
                "EUR",
                OrderFixtures.NOON,
                OrderFixtures.NOON,
                "p",
                reason,
                refunded,
                version);
    }

    private static PaymentState payment(long refunded, @Nullable Long failed, long version) {
        return new PaymentState(
                "p",
                "order1",
                "buyer1",
                PaymentStatus.CAPTURED,
                3750,
                "EUR",
                OrderFixtures.PAID,
                null,
                refunded,
                failed,
                null,
                version);
    }

    private void assertOneEach(String... amounts) {
        assertThat(kept).extracting(mail -> mail.detail(MoneyMail.AMOUNT)).containsExactly(amounts);
        assertThat(kept).extracting(Mail::fact).doesNotHaveDuplicates();
    }

    @Test
    void eachPartThatGoesBackIsTold() {
        orderMails.refunded(new OrderRefunded(order(OrderStatus.COMPLETED, 500, 3, null)));
        orderMails.refunded(new OrderRefunded(order(OrderStatus.COMPLETED, 900, 4, null)));
        assertOneEach("500", "900");
    }

    @Test
    void eachTicketThatIsSoldBackIsTold() {
        orderMails.soldBack(new OrderSoldBack(order(OrderStatus.COMPLETED, 1250, 3, null)));
        orderMails.soldBack(new OrderSoldBack(order(OrderStatus.COMPLETED, 2500, 4, null)));
        assertOneEach("1250", "2500");
    }

    @Test
    void eachPartThatIsPaidBackIsTold() {
        orderMails.moneyBack(new PaymentRefunded(payment(500, null, 4)));
        orderMails.moneyBack(new PaymentRefunded(payment(900, null, 5)));
        orderMails.moneyBackFailed(new PaymentRefundFailed(payment(900, 100L, 6)));
        orderMails.moneyBackFailed(new PaymentRefundFailed(payment(900, 200L, 7)));
        assertOneEach("500", "900", "100", "200");
    }

    @Test
    void aMessageThatComesTwiceIsTheSameFact() {
        orderMails.moneyBack(new PaymentRefunded(payment(500, null, 4)));
        orderMails.moneyBack(new PaymentRefunded(payment(500, null, 4)));
        assertThat(kept).hasSize(2);
        assertThat(kept.getFirst()).isEqualTo(kept.getLast());
    }

    @Test
    void whoLetsAHoldGoIsNotWrittenTo() {
        orderMails.cancelled(new OrderCancelled(order(OrderStatus.CANCELLED, 0, 3, "buyer")));
        assertThat(kept).isEmpty();
        orderMails.cancelled(new OrderCancelled(order(OrderStatus.CANCELLED, 0, 3, "capture-failed")));
        assertThat(kept).extracting(Mail::kind).containsExactly(MoneyMail.Kind.PAYMENT_FAILED.word());
    }
}
