package io.holdfast.orders.order;

import static io.holdfast.orders.order.OrderFixtures.HOLD;
import static io.holdfast.orders.order.OrderFixtures.NOON;
import static io.holdfast.orders.order.OrderFixtures.payment;
import static io.holdfast.orders.order.OrderFixtures.placed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentState;
import java.time.Instant;
import org.bson.Document;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.junit.jupiter.api.Test;

class OrderTests {

    private static final Instant IN_TIME = NOON.plusSeconds(60);

    private final TicketCodes codes = new TicketCodes();

    @Test
    void holdsTicketsUntilTheDeadline() {
        Order order = placed(1000);

        assertThat(order.status()).isEqualTo(OrderStatus.AWAITING_PAYMENT);
        assertThat(order.terms().total()).isEqualTo(3000);
        assertThat(order.terms().expiresAt()).isEqualTo(NOON.plus(HOLD));
        assertThat(order.tickets()).isEmpty();
        assertThat(announced(order)).containsExactly("orders.placed.order1");
    }

    @Test
    void isCompletedByAPaymentInTime() {
        Order order = placed(1000);

        assertThat(order.complete(payment("p", 3000, IN_TIME), IN_TIME, codes::next))
                .isTrue();

        assertThat(order.status()).isEqualTo(OrderStatus.COMPLETED);
        assertThat(order.version()).isEqualTo(2);
        assertThat(order.tickets()).hasSize(3).extracting(Ticket::code).doesNotHaveDuplicates();
        assertThat(announced(order)).containsExactly("orders.placed.order1", "orders.completed.order1");
    }

    @Test
    void isCompletedOnceHoweverOftenItIsSaid() {
        Order order = placed(1000);
        PaymentState payment = payment("p", 3000, IN_TIME);
        order.complete(payment, IN_TIME, codes::next);

        assertThat(order.complete(payment, IN_TIME, codes::next)).isFalse();
        assertThat(order.version()).isEqualTo(2);
        assertThat(order.tickets()).hasSize(3);
    }

    @Test
    void doesNotTakeAPaymentAuthorizedAtTheDeadlineOrLater() {
        Instant late = NOON.plus(HOLD);

        assertThatThrownBy(() -> placed(1000).complete(payment("p", 3000, late), late, codes::next))
                .isInstanceOf(IllegalTransition.class)
                .hasMessageContainingAll("AWAITING_PAYMENT", "COMPLETED");
    }

    @Test
    void doesNotTakeAPaymentOfAnotherAmount() {
        assertThat(placed(1000).canBeCompletedBy(payment("p", 2999, IN_TIME))).isFalse();
    }

    @Test
    void aFreeOrderIsCompletedAtOnce() {
        Order order = placed(0);

        assertThat(order.status()).isEqualTo(OrderStatus.COMPLETED);
        assertThat(order.tickets()).hasSize(3);
        assertThat(announced(order)).containsExactly("orders.placed.order1", "orders.completed.order1");
    }

    @Test
    void whatIsOverCannotBePaidCancelledOrExpired() {
        Order expired = placed(1000);
        expired.expire(NOON.plus(HOLD));

        assertThatThrownBy(() -> expired.cancel(NOON)).isInstanceOf(IllegalTransition.class);
        assertThatThrownBy(() -> expired.complete(payment("p", 3000, IN_TIME), IN_TIME, codes::next))
                .isInstanceOf(IllegalTransition.class);
        assertThat(expired.expire(NOON)).isFalse();
    }

    @Test
    void aPaidOrderCannotBeCancelledByItsBuyer() {
        Order order = placed(1000);
        order.complete(payment("p", 3000, IN_TIME), IN_TIME, codes::next);

        assertThatThrownBy(() -> order.cancel(IN_TIME)).isInstanceOf(IllegalTransition.class);
    }

    @Test
    void aFailedCaptureVoidsTheTickets() {
        Order order = placed(1000);
        PaymentState payment = payment("p", 3000, IN_TIME);
        order.complete(payment, IN_TIME, codes::next);

        assertThat(order.failCapture(payment, IN_TIME)).isTrue();

        assertThat(order.status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(order.reason()).isEqualTo(Order.CAPTURE_FAILED);
        assertThat(order.tickets()).isEmpty();
        assertThat(order.failCapture(payment, IN_TIME)).isFalse();
    }

    @Test
    void isStoredAndReadWhole() {
        Order order = placed(1000);
        order.complete(payment("p", 3000, IN_TIME), IN_TIME, codes::next);

        Document stored = Document.parse(OrderDocuments.write(order)
                .toJson(JsonWriterSettings.builder()
                        .outputMode(JsonMode.EXTENDED)
                        .build()));
        Order read = OrderDocuments.read(stored);

        assertThat(read.terms()).isEqualTo(order.terms());
        assertThat(read.state()).isEqualTo(order.state());
        assertThat(read.history()).isEqualTo(order.history());
        assertThat(read.tickets()).isEqualTo(order.tickets());
        assertThat(read.outbox().toDocument()).isEqualTo(order.outbox().toDocument());
    }

    @Test
    void aRepeatedRequestSeesTheOrderAsItWasPlaced() {
        Order order = placed(1000);
        OrderView first = OrderView.of(order, NOON);
        order.cancel(IN_TIME);

        assertThat(OrderView.of(order.asPlaced(), NOON)).isEqualTo(first);
    }

    private static Iterable<String> announced(Order order) {
        return order.outbox().toDocument().get("entries", Document.class).values().stream()
                .map(entry -> ((Document) entry).getString("subject"))
                .toList();
    }
}
