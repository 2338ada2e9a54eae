package io.holdfast.payments.payment;

import static io.holdfast.payments.payment.PaymentFixtures.LEASE;
import static io.holdfast.payments.payment.PaymentFixtures.NOW;
import static io.holdfast.payments.payment.PaymentFixtures.REFERENCE;
import static io.holdfast.payments.payment.PaymentFixtures.document;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
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
        Map<World.Key, World> reached = byKey(Stream.of(new World(State.AUTHORIZED)));
        long complete = 0;
        for (int arrival = 0; arrival < MOST_ARRIVALS; arrival++) {
            reached = byKey(reached.values().stream()
                    .flatMap(world -> versions.stream().flatMap(version -> world.after(version))));
            for (World world : reached.values()) {
                if (world.copy.version() == versions.size()) {
                    complete += world.sequences;
                    World finished = new World(world, "");
                    finished.finish();
                    finished.assertAllRefunded();
                }
            }
        }
        assertThat(complete).isGreaterThan(10_000);
    }

    /** Sequences of arrivals that led to the same state go on as one. */
    private static Map<World.Key, World> byKey(Stream<World> worlds) {
        return worlds.collect(Collectors.toMap(World::key, world -> world, World::and, LinkedHashMap::new));
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

        /** What decides about all that can follow. */
        private record Key(Document payment, PayableOrder copy, boolean captured, long refunded) {}

        /** One of the sequences that led here: the versions that arrived, with a w where the work was done. */
        private final String arrivals;

        private long sequences = 1;
        private Payment payment;
        private PayableOrder copy = version(order(OrderStatus.AWAITING_PAYMENT), 0);
        private boolean captured;
        private long refunded;

        World(State state) {
            arrivals = "";
            payment = payment(state);
        }

        private World(World from, String arrival) {
            arrivals = from.arrivals + arrival;
            sequences = from.sequences;
            payment = saved(from.payment);
            copy = from.copy;
            captured = from.captured;
            refunded = from.refunded;
        }

        Key key() {
            return new Key(document(payment), copy, captured, refunded);
        }

        World and(World same) {
            sequences += same.sequences;
            return this;
        }

        /** This world after the message arrived: with the work that followed, and without. */
        Stream<World> after(PayableOrder order) {
            World waiting = new World(this, "" + order.version());
            waiting.arrives(order);
            World working = new World(waiting, "w");
            working.work();
            return Stream.of(waiting, working);
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

        void assertAllRefunded() {
            assertThat(payment.status()).as(arrivals).isEqualTo(PaymentStatus.REFUNDED);
            assertThat(payment.refundPaid()).as(arrivals).isEqualTo(2500);
            assertThat(refunded).as(arrivals).isEqualTo(2500);
            assertThat(captured).as(arrivals).isTrue();
            assertThat(Balance.of(payment.ledgerEntries())).as(arrivals).isEqualTo(Balance.ZERO);
        }
    }
}
