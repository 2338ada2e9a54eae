package io.holdfast.payments.payment;

import static io.holdfast.payments.payment.PaymentFixtures.LEASE;
import static io.holdfast.payments.payment.PaymentFixtures.NOW;
import static io.holdfast.payments.payment.PaymentFixtures.REFERENCE;
import static io.holdfast.payments.payment.PaymentFixtures.document;
import static io.holdfast.payments.payment.PaymentFixtures.order;
import static io.holdfast.payments.payment.PaymentFixtures.payment;
import static io.holdfast.payments.payment.PaymentFixtures.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.payments.ledger.Balance;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.payment.HistoryEntry.Move;
import io.holdfast.payments.payment.PaymentFixtures.State;
import io.holdfast.payments.provider.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bson.Document;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refunds granted, repeated, lost, delayed, crashed and made by hand, in any order a seed thinks of. */
class RefundTests {

    private static final int RUNS = 400;
    private static final int STEPS = 40;
    private static final long AMOUNT = 2500;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsDueIsBackExactlyOnceWhateverHappens(boolean byHandToo) {
        int mostSteps = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            World world = new World(new Random(seed), byHandToo);
            for (int step = 0; step < STEPS; step++) {
                world.step();
                assertThat(world.back).as("seed %d", seed).isLessThanOrEqualTo(AMOUNT);
                assertThat(LedgerAudit.agrees(world.stored, Balance.of(world.stored.ledgerEntries())))
                        .as("seed %d", seed)
                        .isTrue();
            }
            world.calmDown();
            assertThat(world.stored.refunds().paid()).as("seed %d", seed).isEqualTo(world.back);
            assertThat(world.stored.pendingCall()).as("seed %d", seed).isEmpty();
            assertThat(world.back)
                    .as("seed %d", seed)
                    .isBetween(
                            world.order.refundDueFrom(world.stored.id()),
                            Math.min(AMOUNT, world.granted() + world.byHand));
            assertThat(world.stored.status())
                    .as("seed %d", seed)
                    .isEqualTo(world.back == AMOUNT ? PaymentStatus.REFUNDED : PaymentStatus.CAPTURED);
            assertThat(world.stored.history().entries().stream()
                            .filter(entry -> entry.moved() == Move.REFUNDED)
                            .mapToLong(HistoryEntry::amount)
                            .sum())
                    .as("seed %d", seed)
                    .isEqualTo(world.back);
            mostSteps = Math.max(mostSteps, world.keys.size());
        }
        assertThat(mostSteps).as("refunds of one payment").isGreaterThan(3);
    }

    /** One payment, its order, its provider, and everything that is on its way between them. */
    private static final class World {

        private final Random random;
        private final boolean byHandToo;
        private final Map<String, Long> keys = new HashMap<>();
        private final List<Runnable> underWay = new ArrayList<>();
        private PayableOrder order = order(OrderStatus.COMPLETED);
        private Payment stored = payment(State.CAPTURING);
        private Instant now = NOW;
        private boolean captured;
        private long back;
        private long byHand;

        World(Random random, boolean byHandToo) {
            this.random = random;
            this.byHandToo = byHandToo;
        }

        long granted() {
            return order.refundDueFrom(stored.id());
        }

        void step() {
            now = now.plusSeconds(random.nextInt(20));
            switch (random.nextInt(8)) {
                case 0 -> grant();
                case 1 -> decide(random.nextBoolean());
                case 2, 3 -> work();
                case 4, 5 -> arrive();
                case 6 -> look();
                default -> {
                    if (byHandToo && captured && random.nextInt(4) == 0) {
                        long more = Math.min(AMOUNT - back, 1 + random.nextInt(600));
                        back += more;
                        byHand += more;
                    }
                }
            }
        }

        /** Nothing is lost or late any more. */
        void calmDown() {
            while (!underWay.isEmpty()) {
                underWay.removeFirst().run();
            }
            for (int i = 0; i < 20; i++) {
                now = now.plusSeconds(120);
                decide(false);
                Payment mine = claimed();
                if (mine != null) {
                    mine.applyAnswer(ask(mine), now);
                    save(mine);
                }
                Payment looked = read(Payment.class, document(stored));
                if (looked.applyLookup(whereabouts(), now)) {
                    save(looked);
                }
            }
        }

        private void grant() {
            if (order.status() == OrderStatus.COMPLETED) {
                boolean over = random.nextInt(6) == 0;
                order = over
                        ? order(OrderStatus.SOLD_BACK)
                        : order(OrderStatus.COMPLETED, Math.min(AMOUNT, order.refundDue() + 1 + random.nextInt(900)));
            }
        }

        /** By who has just read the order and the payment, or is slow to write. */
        private void decide(boolean slowly) {
            Payment read = read(Payment.class, document(stored));
            PayableOrder known = order;
            Runnable write = () -> {
                if (read.applyOrder(known, now, LEASE)) {
                    save(read);
                }
            };
            if (slowly) {
                underWay.add(write);
            } else {
                write.run();
            }
        }

        private void work() {
            Payment mine = claimed();
            if (mine == null) {
                return;
            }
            switch (random.nextInt(5)) {
                // It died before it asked.
                case 0 -> {}
                // It died after it asked.
                case 1 -> ask(mine);
                // The call gets there later than anybody waits for it.
                case 2 -> {
                    underWay.add(() -> ask(mine));
                    mine.applyAnswer(new Answer.Unknown("late"), now);
                    save(mine);
                }
                // The answer is late.
                case 3 -> {
                    Answer answer = ask(mine);
                    underWay.add(() -> {
                        if (mine.applyAnswer(answer, now)) {
                            save(mine);
                        }
                    });
                }
                default -> {
                    mine.applyAnswer(ask(mine), now);
                    save(mine);
                }
            }
        }

        private Payment claimed() {
            Payment read = read(Payment.class, document(stored));
            if (!read.isDue(now)) {
                return null;
            }
            read.claimWork(now, LEASE);
            return save(read) ? read(Payment.class, document(stored)) : null;
        }

        private void arrive() {
            if (!underWay.isEmpty()) {
                underWay.remove(random.nextInt(underWay.size())).run();
            }
        }

        private void look() {
            Answer seen = whereabouts();
            underWay.add(() -> {
                Payment read = read(Payment.class, document(stored));
                if (read.applyLookup(seen, now)) {
                    save(read);
                }
            });
        }

        private Answer ask(Payment mine) {
            if (mine.pendingCall().orElseThrow() == Work.Kind.CAPTURE) {
                captured = true;
                return whereabouts();
            }
            RefundStep refund = mine.refundStep();
            if (mine.work().orElseThrow().isRetry() && back >= refund.to()) {
                return whereabouts();
            }
            String key = mine.keys().refund(refund);
            if (!keys.containsKey(key) && back + refund.amount() <= AMOUNT) {
                keys.put(key, refund.amount());
                back += refund.amount();
            }
            return whereabouts();
        }

        private Answer whereabouts() {
            if (!captured) {
                return new Answer.Authorized(REFERENCE);
            }
            return back == 0 ? new Answer.Captured(REFERENCE) : new Answer.Refunded(REFERENCE, back);
        }

        private boolean save(Payment payment) {
            if (payment.revision() != stored.revision()) {
                return false;
            }
            Document document = document(payment);
            document.put("revision", payment.revision() + 1);
            stored = read(Payment.class, document);
            return true;
        }
    }
}
