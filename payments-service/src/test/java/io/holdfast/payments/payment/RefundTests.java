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
import org.junit.jupiter.params.provider.CsvSource;

/** Refunds granted, repeated, lost, delayed, crashed, pending, failing and made by hand, in random order. */
class RefundTests {

    private static final int RUNS = 400;
    private static final int STEPS = 40;
    private static final long AMOUNT = 2500;

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void whatIsDueIsRefundedExactlyOnceWhateverHappens(boolean byHandToo, boolean failures) {
        int mostSteps = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            World world = new World(new Random(seed), byHandToo, failures);
            for (int step = 0; step < STEPS; step++) {
                world.step();
                assertThat(world.refunded).as("seed %d", seed).isLessThanOrEqualTo(AMOUNT);
                assertThat(LedgerAudit.agrees(world.stored, Balance.of(world.stored.ledgerEntries())))
                        .as("seed %d", seed)
                        .isTrue();
            }
            world.finish();
            assertThat(world.stored.refundPaid()).as("seed %d", seed).isEqualTo(world.refunded);
            assertThat(world.stored.pendingCall()).as("seed %d", seed).isEmpty();
            assertThat(world.stored.refunds().failed()).as("seed %d", seed).isEqualTo(world.failed);
            assertThat(world.refunded + world.stored.refunds().stopped())
                    .as("seed %d", seed)
                    .isBetween(
                            world.order.refundDueFrom(world.stored.id()),
                            Math.min(AMOUNT, world.granted() + world.byHand));
            assertThat(world.stored.status())
                    .as("seed %d", seed)
                    .isEqualTo(world.refunded == AMOUNT ? PaymentStatus.REFUNDED : PaymentStatus.CAPTURED);
            assertThat(world.stored.history().entries().stream()
                            .mapToLong(entry -> entry.moved() == Move.REFUNDED
                                    ? entry.amount()
                                    : entry.moved() == Move.REFUND_FAILED ? -entry.amount() : 0)
                            .sum())
                    .as("seed %d", seed)
                    .isEqualTo(world.refunded);
            mostSteps = Math.max(mostSteps, world.keys.size());
        }
        assertThat(mostSteps).as("refunds of one payment").isGreaterThan(3);
    }

    /** One payment, its order, its provider, and the calls and answers under way between them. */
    private static final class World {

        private final Random random;
        private final boolean byHandToo;
        private final Map<String, Long> keys = new HashMap<>();
        private final List<Runnable> underWay = new ArrayList<>();
        private PayableOrder order = order(OrderStatus.COMPLETED);
        private Payment stored = payment(State.CAPTURING);
        private Document written = document(stored);
        private Instant now = NOW;
        private boolean captured;
        private long refunded;
        private long byHand;
        private final boolean failures;
        private long pending;
        private long failed;

        World(Random random, boolean byHandToo, boolean failures) {
            this.random = random;
            this.failures = failures;
            this.byHandToo = byHandToo;
        }

        long granted() {
            return order.refundDueFrom(stored.id());
        }

        void step() {
            now = now.plusSeconds(random.nextInt(20));
            switch (random.nextInt(9)) {
                case 8 -> settle();
                case 0 -> grant();
                case 1 -> applyOrder(random.nextBoolean());
                case 2, 3 -> work();
                case 4, 5 -> arrive();
                case 6 -> lookUp();
                default -> {
                    if (byHandToo && captured && random.nextInt(4) == 0) {
                        long more = Math.min(AMOUNT - refunded - pending, 1 + random.nextInt(600));
                        refunded += more;
                        byHand += more;
                    }
                }
            }
        }

        /** The provider pays what was pending, or it fails, or what was paid fails. */
        private void settle() {
            if (failures && random.nextBoolean()) {
                if (random.nextBoolean()) {
                    refunded += pending;
                } else {
                    failed += pending;
                }
                pending = 0;
            } else if (failures && refunded > 0 && random.nextInt(3) == 0) {
                failed += refunded;
                refunded = 0;
            }
        }

        /** Ends with a time in which nothing is lost or late. */
        void finish() {
            while (!underWay.isEmpty()) {
                underWay.removeFirst().run();
            }
            for (int i = 0; i < 20; i++) {
                refunded += pending;
                pending = 0;
                now = now.plusSeconds(120);
                applyOrder(false);
                Payment claimed = claimed();
                if (claimed != null) {
                    claimed.applyAnswer(call(claimed), now);
                    save(claimed);
                }
                Payment looked = load();
                if (looked.applyLookup(state(), now)) {
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

        /** @param late whether the write comes later than other steps */
        private void applyOrder(boolean late) {
            Payment read = load();
            PayableOrder known = order;
            Runnable write = () -> {
                if (read.applyOrder(known, now, LEASE)) {
                    save(read);
                }
            };
            if (late) {
                underWay.add(write);
            } else {
                write.run();
            }
        }

        private void work() {
            Payment claimed = claimed();
            if (claimed == null) {
                return;
            }
            switch (random.nextInt(5)) {
                // The process dies before the call.
                case 0 -> {}
                // The process dies after the call.
                case 1 -> call(claimed);
                // The call reaches the provider after its time limit.
                case 2 -> {
                    underWay.add(() -> call(claimed));
                    claimed.applyAnswer(new Answer.Unknown("late"), now);
                    save(claimed);
                }
                // The answer is late.
                case 3 -> {
                    Answer answer = call(claimed);
                    underWay.add(() -> {
                        if (claimed.applyAnswer(answer, now)) {
                            save(claimed);
                        }
                    });
                }
                default -> {
                    claimed.applyAnswer(call(claimed), now);
                    save(claimed);
                }
            }
        }

        private Payment claimed() {
            Payment read = load();
            if (!read.isDue(now)) {
                return null;
            }
            read.claimWork(now, LEASE);
            return save(read) ? load() : null;
        }

        private void arrive() {
            if (!underWay.isEmpty()) {
                underWay.remove(random.nextInt(underWay.size())).run();
            }
        }

        private void lookUp() {
            Answer seen = state();
            underWay.add(() -> {
                Payment read = load();
                if (read.applyLookup(seen, now)) {
                    save(read);
                }
            });
        }

        private Answer call(Payment claimed) {
            if (claimed.pendingCall().orElseThrow() == Work.Kind.CAPTURE) {
                captured = true;
                return state();
            }
            RefundStep refund = claimed.refundStep();
            if (claimed.work().orElseThrow().isRetry() && refunded + pending + failed >= refund.to()) {
                return state();
            }
            String key = claimed.keys().refund(refund);
            if (!keys.containsKey(key) && refunded + pending + refund.amount() <= AMOUNT) {
                keys.put(key, refund.amount());
                if (failures && random.nextInt(3) == 0) {
                    pending += refund.amount();
                } else {
                    refunded += refund.amount();
                }
            }
            return state();
        }

        private Answer state() {
            if (!captured) {
                return new Answer.Authorized(REFERENCE);
            }
            return Answer.charged(REFERENCE, refunded, pending, failed, List.of());
        }

        private boolean save(Payment payment) {
            if (payment.revision() != stored.revision()) {
                return false;
            }
            written = document(payment);
            written.put("revision", payment.revision() + 1);
            stored = load();
            return true;
        }

        private Payment load() {
            return read(Payment.class, written);
        }
    }
}
