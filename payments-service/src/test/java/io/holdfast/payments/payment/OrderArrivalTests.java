package io.holdfast.payments.payment;

import static io.holdfast.payments.payment.PaymentFixtures.LEASE;
import static io.holdfast.payments.payment.PaymentFixtures.NOW;
import static io.holdfast.payments.payment.PaymentFixtures.REFERENCE;
import static io.holdfast.payments.payment.PaymentFixtures.order;
import static io.holdfast.payments.payment.PaymentFixtures.payment;
import static io.holdfast.payments.payment.PaymentFixtures.saved;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.payments.ledger.Balance;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.payment.PaymentFixtures.State;
import io.holdfast.payments.provider.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The messages of an order that was paid and then refunded, in every order of arrival, with repetitions and with messages that never
 * come, except for the last one. The work that follows is done at once or later.
 */
class OrderArrivalTests {

    private static final int MOST_ARRIVALS = 5;

    @ParameterizedTest
    @EnumSource(names = {"SOLD_BACK", "REFUNDED"})
    void aRefundedOrderIsCapturedAndRefundedInWhateverOrderItsMessagesArrive(OrderStatus end) {
        List<PayableOrder> versions = List.of(
                version(order(OrderStatus.AWAITING_PAYMENT), 1),
                version(order(OrderStatus.COMPLETED), 2),
                version(order(OrderStatus.COMPLETED, 700), 3),
                version(order(end), 4));
        int runs = 0;
        for (int length = 1; length <= MOST_ARRIVALS; length++) {
            int sequences = (int) Math.pow(versions.size(), length);
            for (int sequence = 0; sequence < sequences; sequence++) {
                for (int pauses = 0; pauses < 1 << length; pauses++) {
                    World world = new World(State.AUTHORIZED);
                    StringBuilder arrivals = new StringBuilder();
                    int left = sequence;
                    boolean complete = false;
                    for (int i = 0; i < length; i++) {
                        int index = left % versions.size();
                        left /= versions.size();
                        complete |= index == versions.size() - 1;
                        world.arrives(versions.get(index));
                        arrivals.append(index + 1);
                        if ((pauses & 1 << i) != 0) {
                            world.work();
                            arrivals.append('w');
                        }
                    }
                    if (complete) {
                        world.finish();
                        world.assertAllRefunded(arrivals.toString());
                        runs++;
                    }
                }
            }
        }
        assertThat(runs).isGreaterThan(10_000);
    }

    /** The authorization was gone before the order's messages arrived: nothing was charged, and orders-service is told so. */
    @ParameterizedTest
    @EnumSource(names = {"COMPLETED", "SOLD_BACK", "REFUNDED"})
    void anAuthorizationThatIsGoneIsACaptureFailureWhateverArrivesFirst(OrderStatus first) {
        World world = new World(State.VOIDED);
        world.arrives(version(order(first), 4));
        world.finish();
        assertThat(world.payment.status()).isEqualTo(PaymentStatus.CAPTURE_FAILED);
        assertThat(Balance.of(world.payment.ledgerEntries())).isEqualTo(Balance.ZERO);
    }

    @Test
    void anOrderThatEndedWithoutThePaymentIsNeverCharged() {
        for (OrderStatus end : List.of(OrderStatus.CANCELLED, OrderStatus.EXPIRED)) {
            World world = new World(State.AUTHORIZED);
            PayableOrder order = order(end);
            world.arrives(new PayableOrder(
                    order.id(), order.buyerId(), end, order.total(), "USD", order.expiresAt(), null, 0L, 2));
            world.finish();
            assertThat(world.payment.status()).isEqualTo(PaymentStatus.VOIDED);
            assertThat(world.captured).isFalse();
        }
    }

    private static PayableOrder version(PayableOrder order, long version) {
        return new PayableOrder(
                order.id(),
                order.buyerId(),
                order.status(),
                order.total(),
                order.currency(),
                order.expiresAt(),
                order.paymentId(),
                order.refundDue(),
                version);
    }

    /** The payment, the copy of its order, and a provider that answers at once. */
    private static final class World {

        private Payment payment;
        private PayableOrder copy = version(order(OrderStatus.AWAITING_PAYMENT), 0);
        private boolean captured;
        private long refunded;

        World(State state) {
            payment = payment(state);
        }

        void arrives(PayableOrder order) {
            if (order.version() > copy.version()) {
                copy = order;
            }
            applyOrder();
        }

        private void applyOrder() {
            if (payment.applyOrder(copy, NOW, LEASE)) {
                payment = saved(payment);
            }
        }

        void work() {
            if (payment.pendingCall().isPresent()) {
                payment.applyAnswer(call(payment.pendingCall().orElseThrow()), NOW);
                payment = saved(payment);
            }
        }

        private Answer call(Work.Kind kind) {
            return switch (kind) {
                case CAPTURE -> {
                    captured = true;
                    yield new Answer.Captured(REFERENCE);
                }
                case REFUND -> {
                    refunded += payment.refundStep().amount();
                    yield new Answer.Refunded(REFERENCE, refunded);
                }
                default -> new Answer.Voided(REFERENCE);
            };
        }

        void finish() {
            for (int i = 0; i < 5; i++) {
                applyOrder();
                work();
            }
        }

        void assertAllRefunded(String arrivals) {
            assertThat(payment.status()).as(arrivals).isEqualTo(PaymentStatus.REFUNDED);
            assertThat(payment.refundPaid()).as(arrivals).isEqualTo(2500);
            assertThat(refunded).as(arrivals).isEqualTo(2500);
            assertThat(captured).as(arrivals).isTrue();
            assertThat(Balance.of(payment.ledgerEntries())).as(arrivals).isEqualTo(Balance.ZERO);
        }
    }
}
