package io.holdfast.payments.payment;

import static io.holdfast.payments.payment.PaymentFixtures.LEASE;
import static io.holdfast.payments.payment.PaymentFixtures.NOW;
import static io.holdfast.payments.payment.PaymentFixtures.disputed;
import static io.holdfast.payments.payment.PaymentFixtures.order;
import static io.holdfast.payments.payment.PaymentFixtures.payment;
import static io.holdfast.payments.payment.PaymentFixtures.refunds;
import static io.holdfast.payments.payment.PaymentFixtures.saved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.DisputeState.Status;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentCaptured;
import io.holdfast.contracts.PaymentDisputed;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.contracts.PaymentRefundFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.messaging.IllegalTransition;
import io.holdfast.payments.ledger.Balance;
import io.holdfast.payments.payment.PaymentFixtures.State;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.Dispute;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Refunds that are pending, that fail, and that a dispute prevents. */
class FailedRefundTests {

    @Test
    void aPendingRefundIsNotRefundedUntilTheProviderHasPaidIt() {
        Payment pending = payment(State.REFUND_PENDING);
        assertThat(pending.status()).isEqualTo(PaymentStatus.CAPTURED);
        assertThat(pending.refundPaid()).isZero();
        assertThat(pending.pendingCall()).as("it is not requested again").isEmpty();
        assertThat(pending.nextLook(NOW)).contains(NOW.plus(Duration.ofMinutes(1)));
        assertThat(pending.nextLook(NOW.plus(Duration.ofDays(9))))
                .contains(NOW.plus(Duration.ofDays(9)).plus(Duration.ofHours(6)));
        assertLedger(pending);

        assertThat(pending.applyOrder(order(OrderStatus.SOLD_BACK), NOW, LEASE)).isFalse();
        assertThat(pending.applyLookup(refunds(0, 2500, 0), NOW)).isFalse();
        assertThat(pending.applyLookup(refunds(2500, 0, 0), NOW)).isTrue();

        assertThat(pending.status()).isEqualTo(PaymentStatus.REFUNDED);
        assertThat(pending.unpublished()).get().isInstanceOf(PaymentRefunded.class);
        assertLedger(pending);
    }

    /** A bank may send one back for weeks, and the notification of it may be lost. */
    @Test
    void aRefundIsLookedAtUntilItCanFailNoMore() {
        assertThat(payment(State.CAPTURED).nextLook(NOW)).isEmpty();
        Payment refunded = payment(State.REFUNDED);
        Instant looked = NOW;
        for (int days : List.of(3, 7, 30)) {
            Instant look = NOW.plus(Duration.ofDays(days));
            assertThat(refunded.nextLook(looked)).contains(look);
            Payment failed = saved(refunded);
            assertThat(failed.applyLookup(refunds(0, 0, 2500), look)).isTrue();
            assertThat(failed.needsPerson()).as("after %d days", days).contains("refund-failed");
            looked = look;
        }
        assertThat(refunded.nextLook(looked)).isEmpty();
    }

    @Test
    void theLastOfSeveralRefundsIsLookedAtAsLongAsTheFirst() {
        Payment payment = payment(State.PARTLY_REFUNDED);
        Instant later = NOW.plus(Duration.ofDays(29));
        payment.applyOrder(order(OrderStatus.SOLD_BACK), later, LEASE);
        payment = saved(payment);
        payment.applyAnswer(refunds(2500, 0, 0), later);

        assertThat(saved(payment).nextLook(later)).contains(later.plus(Duration.ofDays(3)));
        assertThat(saved(payment).nextLook(later.plus(Duration.ofDays(7)))).contains(later.plus(Duration.ofDays(30)));
    }

    @Test
    void aPendingRefundThatFailsNeverWasInTheLedger() {
        Payment payment = payment(State.REFUND_PENDING);
        int entries = payment.ledgerEntries().size();

        payment.applyLookup(refunds(0, 0, 2500), NOW);

        assertThat(payment.ledgerEntries()).hasSize(entries);
        assertThat(message(payment)).isInstanceOf(PaymentRefundFailed.class);
        assertThat(message(payment).payment().refundFailed()).isEqualTo(2500);
        assertThat(payment.pendingCall()).as("it is left to a person").isEmpty();
        assertLedger(payment);
    }

    @Test
    void aRefundThatFailsAfterItWasRecordedIsReversed() {
        Payment payment = payment(State.REFUNDED);
        long version = payment.version();

        assertThat(payment.applyLookup(refunds(0, 0, 2500), NOW)).isTrue();

        assertThat(payment.status()).isEqualTo(PaymentStatus.CAPTURED);
        assertThat(payment.failure()).isEqualTo("refund-failed");
        assertThat(payment.needsPerson()).contains("refund-failed");
        assertThat(payment.pendingCall()).isEmpty();
        PaymentState state = message(payment).payment();
        assertThat(message(payment)).isInstanceOf(PaymentRefundFailed.class);
        assertThat(state.refunded()).isZero();
        assertThat(state.refundFailed()).isEqualTo(2500);
        assertThat(state.version()).isEqualTo(version + 1);
        assertLedger(payment);

        // Older and repeated reports change nothing, and neither do messages of the order.
        Payment saved = saved(payment);
        assertThat(saved.applyLookup(refunds(2500, 0, 0), NOW)).isFalse();
        assertThat(saved.applyLookup(refunds(0, 0, 2500), NOW)).isFalse();
        assertThat(saved.applyLookup(refunds(0, 2500, 0), NOW)).isFalse();
        assertThat(saved.applyOrder(order(OrderStatus.SOLD_BACK), NOW, LEASE)).isFalse();
    }

    @Test
    void aFailedRefundCanBeTriedAgainOnceWithAnotherKey() {
        Payment payment = payment(State.REFUND_FAILED);
        payment.retryRefund(null, NOW);
        assertThat(payment.refundStep()).isEqualTo(new RefundStep(2500, 5000));
        assertThat(payment.failure()).isNull();

        Payment failing = saved(payment);
        failing.applyAnswer(refunds(0, 0, 5000), NOW);
        assertThat(message(failing).payment().refundFailed()).isEqualTo(2500);
        assertLedger(failing);
        assertThatExceptionOfType(IllegalTransition.class)
                .isThrownBy(() -> saved(failing).retryRefund(null, NOW));

        Payment succeeding = saved(payment);
        succeeding.applyAnswer(refunds(2500, 0, 2500), NOW);
        assertThat(succeeding.status()).isEqualTo(PaymentStatus.REFUNDED);
        assertThat(message(succeeding).payment().refundFailed()).isNull();
        assertThat(succeeding.needsPerson()).isEmpty();
        assertLedger(succeeding);

        assertThatExceptionOfType(IllegalTransition.class)
                .isThrownBy(() -> payment(State.CAPTURED).retryRefund(null, NOW));
    }

    @Test
    void aFailedPartLeavesTheRestRefundable() {
        Payment payment = payment(State.PARTLY_REFUNDED);
        payment.applyLookup(refunds(0, 0, 1000), NOW);
        Payment failed = saved(payment);

        failed.applyOrder(order(OrderStatus.SOLD_BACK), NOW, LEASE);

        assertThat(failed.refundStep()).isEqualTo(new RefundStep(1000, 2500));
        Payment partly = saved(failed);
        partly.applyAnswer(refunds(1500, 0, 1000), NOW);
        assertThat(partly.status()).isEqualTo(PaymentStatus.CAPTURED);
        assertThat(message(partly).payment().refundFailed()).isEqualTo(1000);
        assertThat(partly.pendingCall()).isEmpty();
        assertLedger(partly);
        // Refunded by hand.
        Payment byHand = saved(partly);
        byHand.applyLookup(refunds(2500, 0, 1000), NOW);
        assertThat(byHand.status()).isEqualTo(PaymentStatus.REFUNDED);
        assertThat(byHand.needsPerson()).isEmpty();
        assertLedger(byHand);
    }

    /** The card was declined, and the buyer charged all the same. */
    @Test
    void aFailedRefundOfAReversedChargeIsLeftToAPersonAndTriedAgainOnce() {
        Payment reversing = reversing(new Answer.Captured(PaymentFixtures.REFERENCE));
        assertThat(reversing.refundStep()).isEqualTo(new RefundStep(0, 2500));
        assertThatExceptionOfType(IllegalTransition.class)
                .isThrownBy(() -> saved(reversing).retryRefund(null, NOW));

        reversing.applyAnswer(refunds(0, 2500, 0), NOW);
        Payment pending = saved(reversing);
        assertThat(pending.needsPerson()).isEmpty();
        pending.applyAnswer(refunds(0, 0, 2500), NOW);

        Payment failed = saved(pending);
        assertReversedInVain(failed);
        assertThat(failed.ledgerEntries()).as("it never was in the ledger").hasSize(2);
        failed.applyAnswer(refunds(0, 0, 2500), NOW);
        failed.applyAnswer(new Answer.Unreached("down"), NOW);
        assertReversedInVain(failed);

        failed.retryRefund(null, NOW);
        assertThat(failed.refundStep()).isEqualTo(new RefundStep(2500, 5000));
        assertThat(failed.failure()).isEqualTo("card-declined");
        assertThat(failed.needsPerson()).isEmpty();
        Payment failing = saved(failed);
        failing.applyAnswer(refunds(0, 0, 5000), NOW);
        assertReversedInVain(failing);
        assertThatExceptionOfType(IllegalTransition.class)
                .isThrownBy(() -> saved(failing).retryRefund(null, NOW));

        Payment succeeding = saved(failed);
        succeeding.applyAnswer(refunds(2500, 0, 2500), NOW);
        assertThat(succeeding.needsPerson()).isEmpty();
        assertThat(succeeding.mayBeginNextAttempt()).isTrue();
        assertLedger(succeeding);
    }

    @Test
    void aRefundOfAReversedChargeThatFailsAfterItWasDoneIsLeftToAPerson() {
        Payment reversed = reversing(refunds(2500, 0, 0));
        assertThat(reversed.pendingCall()).isEmpty();
        assertThat(reversed.applyLookup(refunds(2500, 0, 0), NOW)).isFalse();
        assertThat(reversed.applyLookup(refunds(1000, 0, 0), NOW)).isFalse();
        assertLedger(reversed);

        assertThat(reversed.applyLookup(refunds(0, 0, 2500), NOW)).isTrue();

        Payment failed = saved(reversed);
        assertReversedInVain(failed);
        assertThat(Balance.of(failed.ledgerEntries()).kept()).isEqualTo(2500);
        failed.applyAnswer(refunds(2500, 0, 0), NOW);
        assertThat(failed.refundPaid()).as("an older report").isZero();
    }

    @Test
    void whatDidNotFailOfAReversedChargeIsRefunded() {
        Payment reversing = reversing(refunds(0, 0, 1000));
        assertThat(reversing.refundStep()).isEqualTo(new RefundStep(1000, 2500));
        assertThat(reversing.needsPerson()).contains("refund-failed");
        assertThatExceptionOfType(IllegalTransition.class)
                .as("another refund is under way")
                .isThrownBy(() -> saved(reversing).retryRefund(null, NOW));

        reversing.applyAnswer(refunds(1500, 0, 1000), NOW);

        Payment failed = saved(reversing);
        assertThat(failed.refundStep().amount()).isZero();
        failed.retryRefund(null, NOW);
        assertThat(failed.refundStep()).isEqualTo(new RefundStep(2500, 3500));
    }

    /** Whatever the next attempt has come to, it must not hide that, nor be mistaken for what failed. */
    @Test
    void aRefundOfAnEarlierAttemptThatFailsIsLeftToAPerson() {
        for (Payment second : secondAttempts()) {
            PaymentStatus status = second.status();
            assertLedger(second);
            assertThat(second.applyReport(keyOfFirst(second), refunds(2500, 0, 0), NOW))
                    .as("known")
                    .isFalse();

            assertThat(second.applyReport(keyOfFirst(second), refunds(0, 0, 2500), NOW))
                    .as("%s", status)
                    .isTrue();

            assertThat(second.unpublished()).as("the order knows one attempt").isEmpty();
            Payment failed = saved(second);
            assertThat(failed.status()).isEqualTo(status);
            assertThat(failed.refunds()).isEqualTo(RefundProgress.NONE);
            assertThat(failed.needsPerson()).as("%s", status).contains("refund-failed");
            assertThat(failed.refundStopped()).isEqualTo(2500);
            assertThat(failed.nextLook(NOW)).contains(NOW.plus(Duration.ofMinutes(1)));
            assertLedger(failed);
            assertThat(failed.applyReport(keyOfFirst(failed), refunds(2500, 0, 0), NOW))
                    .as("an older report")
                    .isFalse();
            assertThat(failed.hasAttempt(keyOfFirst(failed))).isTrue();
            assertThat(failed.hasAttempt(failed.id() + "-3")).isFalse();
        }
    }

    @Test
    void aFailedRefundOfAnEarlierAttemptIsTriedAgainOnceUnderAKeyOfThatAttempt() {
        for (Payment failed : secondAttempts()) {
            failed.applyReport(keyOfFirst(failed), refunds(0, 0, 2500), NOW);
            Payment retried = saved(failed);
            retried.retryRefund(null, NOW);

            assertThat(retried.needsPerson()).isEmpty();
            assertThat(retried.nextLook(NOW)).isPresent();
            UndoneCharge charge = retried.undone().all().getFirst();
            assertThat(charge.isToBeRefunded(refunds(0, 0, 2500))).isTrue();
            assertThat(charge.isToBeRefunded(refunds(0, 2500, 2500)))
                    .as("it was requested before a crash")
                    .isFalse();
            assertThat(charge.isToBeRefunded(new Answer.Unreached("down"))).isFalse();
            assertThat(charge.keys(retried.id()).refund(charge.refunds().next()))
                    .isEqualTo(retried.id() + "-1-refund-2500-5000");

            Payment failing = saved(retried);
            failing.applyLookup(failing.undone().all().getFirst(), refunds(0, 0, 5000), NOW);
            assertThat(failing.needsPerson()).contains("refund-failed");
            assertThatExceptionOfType(IllegalTransition.class)
                    .isThrownBy(() -> saved(failing).retryRefund(null, NOW));

            Payment succeeding = saved(retried);
            succeeding.applyLookup(succeeding.undone().all().getFirst(), refunds(2500, 0, 2500), NOW);
            assertThat(succeeding.needsPerson()).isEmpty();
            assertLedger(succeeding);
            assertThatExceptionOfType(IllegalTransition.class)
                    .as("nothing has failed")
                    .isThrownBy(() -> saved(succeeding).endRefund("operator1", null, NOW));
        }
    }

    @Test
    void aFailedRefundOfAnEarlierAttemptCanBeEnded() {
        for (Payment failed : secondAttempts()) {
            failed.applyReport(keyOfFirst(failed), refunds(0, 0, 2500), NOW);
            Payment ended = saved(failed);

            ended.endRefund("operator1", null, NOW);

            assertThat(ended.unpublished()).isEmpty();
            assertThat(ended.needsPerson()).isEmpty();
            assertLedger(ended);
            assertThatExceptionOfType(IllegalTransition.class)
                    .isThrownBy(() -> saved(ended).endRefund("operator1", null, NOW));
        }
    }

    /** The first attempt was declined, charged all the same, and given back. */
    private static List<Payment> secondAttempts() {
        Payment begun = reversing(refunds(2500, 0, 0));
        begun.beginNextAttempt("tok_visa", NOW, LEASE);
        Payment declined = saved(begun);
        declined.applyAnswer(new Answer.Refused("card-declined"), NOW);
        Payment authorized = saved(begun);
        authorized.applyAnswer(new Answer.Authorized("ref2"), NOW);
        Payment captured = saved(authorized);
        captured.applyOrder(order(OrderStatus.COMPLETED), NOW, LEASE);
        captured = saved(captured);
        captured.applyAnswer(new Answer.Captured("ref2"), NOW);
        return List.of(saved(begun), saved(declined), saved(authorized), saved(captured));
    }

    private static String keyOfFirst(Payment payment) {
        return ProviderKeys.of(payment.id(), 1).authorize();
    }

    @Test
    void aFailedRefundThatTheBuyerHasInAnotherWayIsEnded() {
        Payment payment = payment(State.REFUND_FAILED);

        payment.endRefund("operator1", null, NOW);

        assertThat(message(payment).payment().refundFailed()).isNull();
        assertThat(message(payment).payment().refundEnded()).isEqualTo(2500);
        Payment ended = saved(payment);
        assertThat(ended.status()).as("the provider has it").isEqualTo(PaymentStatus.CAPTURED);
        assertThat(ended.needsPerson()).isEmpty();
        assertThat(ended.pendingCall()).isEmpty();
        assertThat(ended.applyOrder(order(OrderStatus.SOLD_BACK), NOW, LEASE)).isFalse();
        assertLedger(ended);
        assertThatExceptionOfType(IllegalTransition.class)
                .isThrownBy(() -> saved(ended).endRefund("operator1", null, NOW));
        assertThatExceptionOfType(IllegalTransition.class)
                .isThrownBy(() -> saved(ended).retryRefund(null, NOW));
        assertThatExceptionOfType(IllegalTransition.class)
                .isThrownBy(() -> payment(State.CAPTURED).endRefund("operator1", null, NOW));
        assertThatExceptionOfType(IllegalTransition.class)
                .isThrownBy(() -> payment(State.REFUNDING).endRefund("operator1", null, NOW));

        Payment byHand = saved(ended);
        byHand.applyLookup(refunds(2500, 0, 2500), NOW);
        assertThat(byHand.status()).isEqualTo(PaymentStatus.REFUNDED);
        assertLedger(byHand);
    }

    /** The rest is refunded, and fails as well, while the operator sends the first part in another way. */
    @Test
    void whatFailedSinceTheOperatorLookedIsNotEnded() {
        Payment payment = payment(State.PARTLY_REFUNDED);
        payment.applyLookup(refunds(0, 0, 1000), NOW);
        Payment seen = saved(payment);
        assertThat(seen.leftToPerson()).isEqualTo(1000);
        Payment changed = saved(seen);
        changed.applyOrder(order(OrderStatus.SOLD_BACK), NOW, LEASE);
        changed.applyAnswer(refunds(0, 0, 2500), NOW);
        Payment failed = saved(changed);
        assertThat(failed.leftToPerson()).isEqualTo(2500);

        assertThatExceptionOfType(IllegalTransition.class).isThrownBy(() -> failed.endRefund("operator1", 1000L, NOW));

        assertThat(failed.refunds().ended()).isZero();
        Payment same = saved(seen);
        same.endRefund("operator1", 1000L, NOW);
        assertThat(same.refunds().ended()).isEqualTo(1000);
    }

    /** Of the charge a refund is being made: what failed of it before cannot be ended, and nothing else is instead. */
    @Test
    void lessThanTheOperatorSawIsNotEnded() {
        Payment captured = secondAttempts().getLast();
        captured.applyReport(keyOfFirst(captured), refunds(0, 0, 2500), NOW);
        captured = saved(captured);
        captured.applyOrder(order(OrderStatus.COMPLETED, 1000), NOW, LEASE);
        captured = saved(captured);
        captured.applyAnswer(Answer.charged("ref2", 0, 0, 1000, List.of()), NOW);
        captured = saved(captured);
        assertThat(captured.leftToPerson()).isEqualTo(3500);
        captured.applyOrder(order(OrderStatus.SOLD_BACK), NOW, LEASE);
        Payment refunding = saved(captured);
        assertThat(refunding.stage()).isEqualTo(Stage.REFUNDING);

        assertThatExceptionOfType(IllegalTransition.class)
                .isThrownBy(() -> refunding.endRefund("operator1", 3500L, NOW));
        refunding.endRefund("operator1", 2500L, NOW);
    }

    @Test
    void aPartThatWasEndedIsNotRefundedWithTheRest() {
        Payment payment = payment(State.PARTLY_REFUNDED);
        payment.applyLookup(refunds(0, 0, 1000), NOW);
        payment = saved(payment);
        payment.endRefund("operator1", null, NOW);
        Payment ended = saved(payment);

        ended.applyOrder(order(OrderStatus.SOLD_BACK), NOW, LEASE);

        assertThat(ended.refundStep()).isEqualTo(new RefundStep(1000, 2500));
        Payment rest = saved(ended);
        rest.applyAnswer(refunds(1500, 0, 1000), NOW);
        assertThat(rest.pendingCall()).isEmpty();
        assertThat(rest.needsPerson()).isEmpty();
        assertLedger(rest);
    }

    @Test
    void aFailedRefundOfAReversedChargeCanBeEndedAndTheOrderPaid() {
        Payment failed = reversing(refunds(0, 0, 2500));
        assertReversedInVain(failed);

        failed.endRefund("operator1", null, NOW);

        assertThat(failed.unpublished()).isEmpty();
        Payment ended = saved(failed);
        assertThat(ended.needsPerson()).isEmpty();
        assertThat(ended.pendingCall()).isEmpty();
        assertThat(ended.applyLookup(refunds(0, 0, 2500), NOW)).isFalse();
        assertLedger(ended);
        assertThatExceptionOfType(IllegalTransition.class)
                .isThrownBy(() -> saved(ended).endRefund("operator1", null, NOW));

        ended.beginNextAttempt("tok_visa", NOW, LEASE);
        Payment second = saved(ended);
        assertThat(second.needsPerson()).isEmpty();
        second.applyAnswer(new Answer.Authorized("ref2"), NOW);
        assertLedger(second);
    }

    private static Payment reversing(Answer charged) {
        Payment payment = payment(State.DECLINED);
        assertThat(payment.applyLookup(charged, NOW)).isTrue();
        return saved(payment);
    }

    /** The work stays, since the next attempt would forget the charge; it looks, and requests nothing. */
    private static void assertReversedInVain(Payment payment) {
        assertThat(payment.needsPerson()).contains("refund-failed");
        assertThat(payment.refunds().stopped()).isEqualTo(2500);
        assertThat(payment.pendingCall()).contains(Work.Kind.REFUND);
        assertThat(payment.refundStep().amount()).isZero();
        assertThat(payment.mayBeginNextAttempt()).isFalse();
        assertThat(payment.status()).isEqualTo(PaymentStatus.DECLINED);
        assertLedger(payment);
    }

    /** Every order of arrival, with repetitions, of what the provider reported one after the other. */
    @Test
    void reportsOfRefundsAndDisputesCountByTheirContentInWhateverOrderTheyCome() {
        List<Answer> reports = List.of(
                refunds(0, 1000, 0),
                refunds(1000, 0, 0),
                refunds(0, 0, 1000),
                refunds(300, 0, 1000),
                Answer.charged(
                        PaymentFixtures.REFERENCE,
                        300,
                        0,
                        1000,
                        disputed(0, Status.OPEN).disputes()),
                Answer.charged(
                        PaymentFixtures.REFERENCE,
                        300,
                        0,
                        1000,
                        disputed(0, Status.WON).disputes()));
        for (List<Integer> arrivals : sequences(reports.size(), 4)) {
            Payment payment = payment(State.CAPTURED);
            for (int index : arrivals) {
                payment.applyLookup(reports.get(index), NOW);
                assertLedger(payment);
                payment = saved(payment);
            }
            payment.applyLookup(reports.getLast(), NOW);
            payment = saved(payment);
            for (int index : arrivals) {
                assertThat(payment.applyLookup(reports.get(index), NOW))
                        .as("%s", arrivals)
                        .isFalse();
            }
            assertThat(payment.refundPaid()).as("%s", arrivals).isEqualTo(300);
            assertThat(payment.disputes().withdrawn()).as("%s", arrivals).isZero();
            assertThat(payment.refunds().failed()).as("%s", arrivals).isEqualTo(1000);
            assertLedger(payment);
        }
    }

    private static List<List<Integer>> sequences(int choices, int length) {
        List<List<Integer>> all = new ArrayList<>();
        for (int code = 0; code < Math.pow(choices, length); code++) {
            List<Integer> sequence = new ArrayList<>();
            for (int i = 0, left = code; i < length; i++, left /= choices) {
                sequence.add(left % choices);
            }
            all.add(sequence);
        }
        return all;
    }

    @Test
    void aDisputeWithdrawsTheAmountAndReturnsItWhenItIsWon() {
        Payment payment = payment(State.CAPTURED);
        assertThat(payment.applyLookup(disputed(0, Status.INQUIRY), NOW)).isTrue();
        assertThat(payment.disputes().withdrawn()).isZero();
        assertLedger(payment);

        Payment inquiry = saved(payment);
        inquiry.applyLookup(disputed(0, Status.OPEN), NOW);
        assertThat(message(inquiry)).isInstanceOf(PaymentDisputed.class);
        assertThat(message(inquiry).payment().dispute().status()).isEqualTo(Status.OPEN);
        assertThat(Balance.of(inquiry.ledgerEntries()).kept()).isZero();
        assertLedger(inquiry);

        Payment open = saved(inquiry);
        assertThat(open.applyLookup(disputed(0, Status.OPEN), NOW)).isFalse();
        open.applyLookup(disputed(0, Status.WON), NOW);
        assertThat(Balance.of(open.ledgerEntries()).kept()).isEqualTo(2500);
        assertThat(saved(open).applyLookup(disputed(0, Status.OPEN), NOW))
                .as("an older report")
                .isFalse();
        assertLedger(open);
    }

    @Test
    void aPaymentThatWasStoredBeforeThereWereDisputesHasNone() {
        Document older = PaymentFixtures.document(payment(State.CAPTURED));
        assertThat(older.remove("disputes")).isEqualTo(List.of());

        Payment payment = PaymentFixtures.read(Payment.class, older);

        assertThat(payment.disputes()).isEqualTo(Disputes.NONE);
        assertThat(payment.applyLookup(disputed(0, Status.OPEN), NOW)).isTrue();
    }

    @Test
    void othersAreToldOfALostDisputeWhateverBecomesOfAnother() {
        Dispute lost = new Dispute("dp1", 1000, "fraudulent", Status.LOST);
        Payment payment = payment(State.CAPTURED);
        payment.applyLookup(disputedBy(lost), NOW);
        for (Status status : List.of(Status.INQUIRY, Status.OPEN, Status.WON)) {
            payment = saved(payment);
            payment.applyLookup(disputedBy(lost, new Dispute("dp2", 500, "duplicate", status)), NOW);
            assertThat(message(payment).payment().dispute()).as("%s", status).isEqualTo(lost.state());
            assertThat(message(payment).payment().disputes())
                    .as("each of them")
                    .containsExactlyInAnyOrder(lost.state(), new DisputeState(500, "duplicate", status));
            assertLedger(payment);
        }
        Payment last = saved(payment);
        last.applyLookup(disputedBy(new Dispute("dp1", 1000, "fraudulent", Status.WON)), NOW);
        assertThat(message(last).payment().dispute().status()).isEqualTo(Status.WON);
    }

    /** It changes no money, and no one but a person who answers needs it. */
    @Test
    void untilWhenADisputeIsToBeAnsweredIsNotedAndNotPublished() {
        Payment payment = payment(State.CAPTURED);
        Dispute unknown = new Dispute("dp1", 1000, "fraudulent", Status.OPEN);
        Dispute other = new Dispute("dp2", 500, "duplicate", Status.OPEN);
        payment.applyLookup(disputedBy(unknown, other), NOW);
        payment = saved(payment);
        Dispute known = new Dispute("dp1", 1000, "fraudulent", Status.OPEN, NOW.plusSeconds(60));

        assertThat(payment.applyLookup(disputedBy(known, other), NOW)).isTrue();
        assertThat(payment.unpublished()).isEmpty();
        payment = saved(payment);
        assertThat(payment.disputes().all()).containsExactly(known, other);
        assertThat(payment.applyLookup(disputedBy(known, other), NOW))
                .as("again")
                .isFalse();

        assertThat(payment.applyLookup(disputedBy(unknown, other), NOW))
                .as("once it is answered")
                .isTrue();
        assertThat(payment.disputes().all()).containsExactly(unknown, other);
        assertLedger(payment);
    }

    private static Answer disputedBy(Dispute... disputes) {
        return Answer.charged(PaymentFixtures.REFERENCE, 0, 0, 0, List.of(disputes));
    }

    @Test
    void aDisputedChargeIsNotRefundedUntilTheDisputeIsWon() {
        Payment refunding = payment(State.REFUNDING);
        // The provider refuses: nothing was refunded.
        refunding.applyAnswer(disputed(0, Status.OPEN), NOW);
        assertThat(refunding.pendingCall()).as("not repeated for ever").isEmpty();
        assertThat(refunding.needsPerson()).contains("disputed");

        Payment disputed = saved(refunding);
        assertThat(disputed.applyOrder(order(OrderStatus.SOLD_BACK), NOW, LEASE))
                .isFalse();
        Payment lost = saved(refunding);
        lost.applyLookup(disputed(0, Status.LOST), NOW);
        assertThat(lost.pendingCall()).isEmpty();
        assertThat(lost.needsPerson()).as("the buyer has it from the bank").isEmpty();
        assertThat(lost.nextLook(NOW)).isEmpty();
        assertLedger(lost);

        disputed.applyLookup(disputed(0, Status.WON), NOW);
        assertThat(disputed.pendingCall()).contains(Work.Kind.REFUND);
        assertThat(disputed.refundStep()).isEqualTo(new RefundStep(0, 2500, 1));
        assertThat(disputed.keys().refund(disputed.refundStep()))
                .as("to the first key the provider would repeat that the charge is disputed")
                .isEqualTo(disputed.id() + "-1-refund-0-2500-after-dispute-1");
        assertLedger(disputed);
    }

    /** The provider refuses refunds of the charge, and the bank has given back less than is due. */
    @Test
    void aPersonSeesToWhatIsDueBeyondALostDispute() {
        Dispute lost = new Dispute("dp1", 1000, "fraudulent", Status.LOST);
        Payment payment = payment(State.CAPTURED);
        payment.applyLookup(disputedBy(lost), NOW);

        Payment partly = saved(payment);
        partly.applyOrder(order(OrderStatus.COMPLETED, 1000), NOW, LEASE);
        assertThat(partly.needsPerson()).isEmpty();

        Payment all = saved(partly);
        all.applyOrder(order(OrderStatus.SOLD_BACK), NOW, LEASE);
        assertThat(all.pendingCall()).isEmpty();
        assertThat(all.needsPerson()).contains("disputed");
        assertThat(all.leftToPerson()).isEqualTo(1500);
        assertThatExceptionOfType(IllegalTransition.class)
                .as("the provider refuses it")
                .isThrownBy(() -> saved(all).retryRefund(null, NOW));

        Payment ended = saved(all);
        ended.endRefund("operator1", null, NOW);
        assertThat(message(ended)).isInstanceOf(PaymentRefundFailed.class);
        assertThat(message(ended).payment().refundEnded()).isEqualTo(1500);
        ended = saved(ended);
        assertThat(ended.needsPerson()).isEmpty();
        assertThat(ended.leftToPerson()).isZero();
        assertLedger(ended);
        Payment twice = saved(ended);
        assertThatExceptionOfType(IllegalTransition.class).isThrownBy(() -> twice.endRefund("operator1", null, NOW));

        ended.applyLookup(disputedBy(new Dispute("dp1", 1000, "fraudulent", Status.WON)), NOW);
        assertThat(ended.refundStep())
                .as("what the bank had given the buyer, and no more")
                .isEqualTo(new RefundStep(0, 1000, 1));
        assertLedger(ended);
    }

    @Test
    void nothingIsEndedWhileADisputeMayBeWon() {
        Dispute open = new Dispute("dp1", 1000, "fraudulent", Status.OPEN);
        for (Payment disputed : List.of(payment(State.REFUND_FAILED), reversing(refunds(0, 0, 2500)))) {
            disputed.applyLookup(Answer.charged(PaymentFixtures.REFERENCE, 0, 0, 2500, List.of(open)), NOW);
            Payment undecided = saved(disputed);
            assertThat(undecided.leftToPerson()).isZero();
            assertThatExceptionOfType(IllegalTransition.class)
                    .isThrownBy(() -> saved(undecided).endRefund("operator1", null, NOW));

            Dispute lost = new Dispute("dp1", 1000, "fraudulent", Status.LOST);
            undecided.applyAnswer(Answer.charged(PaymentFixtures.REFERENCE, 0, 0, 2500, List.of(lost)), NOW);
            Payment decided = saved(undecided);
            assertThat(decided.needsPerson()).contains("disputed");
            assertThat(decided.leftToPerson()).isEqualTo(1500);
            decided.endRefund("operator1", null, NOW);
            Payment ended = saved(decided);
            assertThat(ended.refunds().ended()).isEqualTo(1500);
            assertThat(ended.needsPerson()).isEmpty();
            assertThat(ended.pendingCall()).isEmpty();
            assertLedger(ended);
        }
    }

    @Test
    void aFailedRefundThatTheBankHasGivenBackNeedsNoPerson() {
        Payment payment = payment(State.REFUND_FAILED);
        payment.applyLookup(
                Answer.charged(
                        PaymentFixtures.REFERENCE,
                        0,
                        0,
                        2500,
                        disputed(0, Status.OPEN).disputes()),
                NOW);
        Payment open = saved(payment);
        assertThat(open.needsPerson()).contains("disputed");

        open.applyLookup(
                Answer.charged(
                        PaymentFixtures.REFERENCE,
                        0,
                        0,
                        2500,
                        disputed(0, Status.LOST).disputes()),
                NOW);

        assertThat(open.needsPerson()).isEmpty();
    }

    /** Stripe returns what was refunded before, perhaps after it has told that the dispute is lost. */
    @Test
    void aPartOfALostDisputeMayBeReturned() {
        Payment payment = payment(State.PARTLY_REFUNDED);
        payment.applyLookup(disputed(1000, Status.OPEN), NOW);
        Payment open = saved(payment);
        open.applyLookup(disputed(1000, Status.LOST), NOW);
        Payment lost = saved(open);
        assertThat(lost.disputes().withdrawn()).isEqualTo(2500);

        Answer returned = Answer.charged(
                PaymentFixtures.REFERENCE, 1000, 0, 0, List.of(new Dispute("dp1", 1500, "fraudulent", Status.LOST)));
        assertThat(lost.applyLookup(returned, NOW)).isTrue();

        assertThat(message(lost).payment().dispute().amount()).isEqualTo(1500);
        assertThat(Balance.of(lost.ledgerEntries()).kept()).isZero();
        assertLedger(lost);
        Payment last = saved(lost);
        assertThat(last.applyLookup(disputed(1000, Status.LOST), NOW))
                .as("an older report")
                .isFalse();
        assertThat(last.applyLookup(returned, NOW)).isFalse();
    }

    /** The card was declined, and the buyer charged all the same, who has the bank take that back. */
    @Test
    void aDisputeEndsTheReversalOfAChargeUntilItIsWon() {
        Payment reversing = reversing(new Answer.Captured(PaymentFixtures.REFERENCE));
        assertThat(reversing.applyLookup(disputed(0, Status.OPEN), NOW)).isTrue();
        assertThat(reversing.unpublished())
                .as("the order is not paid by that charge")
                .isEmpty();
        Payment refused = saved(reversing);
        // The provider refuses the refund.
        refused.applyAnswer(disputed(0, Status.OPEN), NOW);

        Payment open = saved(refused);
        assertThat(open.pendingCall()).as("not repeated for ever").isEmpty();
        assertThat(open.needsPerson()).contains("disputed");
        assertThat(open.nextLook(NOW)).contains(NOW.plus(Duration.ofMinutes(1)));
        assertThat(open.mayBeginNextAttempt()).as("the bank has that money").isTrue();
        assertThat(Balance.of(open.ledgerEntries()).kept()).isZero();
        assertLedger(open);
        assertThat(open.applyLookup(disputed(0, Status.OPEN), NOW)).isFalse();

        Payment lost = saved(open);
        lost.applyLookup(disputed(0, Status.LOST), NOW);
        assertThat(lost.pendingCall()).isEmpty();
        assertThat(lost.needsPerson()).as("the buyer has it from the bank").isEmpty();
        assertThat(lost.nextLook(NOW)).isEmpty();
        assertLedger(lost);

        open.applyLookup(disputed(0, Status.WON), NOW);
        assertThat(open.unpublished()).isEmpty();
        Payment won = saved(open);
        assertThat(won.refundStep()).isEqualTo(new RefundStep(0, 2500, 1));
        assertThat(won.pendingCall()).contains(Work.Kind.REFUND);
        assertThat(won.mayBeginNextAttempt()).isFalse();
        won.applyAnswer(disputed(2500, Status.WON), NOW);
        assertThat(saved(won).pendingCall()).isEmpty();
        assertThat(saved(won).needsPerson()).isEmpty();
        assertLedger(won);
    }

    @Test
    void aDisputeThatIsToldWithTheChargeIsKnownAtOnce() {
        Payment reversing = reversing(disputed(0, Status.OPEN));
        assertThat(reversing.needsPerson()).contains("disputed");
        assertThat(Balance.of(reversing.ledgerEntries()).kept()).isZero();

        Payment captured = payment(State.CAPTURING);
        captured.applyAnswer(disputed(0, Status.OPEN), NOW);
        assertThat(message(captured)).isInstanceOf(PaymentCaptured.class);
        assertThat(message(captured).payment().dispute().status())
                .as("no other message tells of it")
                .isEqualTo(Status.OPEN);
        assertThat(saved(captured).needsPerson()).contains("disputed");
        assertLedger(captured);

        Payment byHand = payment(State.VOIDING);
        byHand.applyLookup(disputed(1000, Status.OPEN), NOW);
        assertThat(message(byHand).payment().dispute().status()).isEqualTo(Status.OPEN);
        assertLedger(byHand);
    }

    /** {@code ./holdfast check} must know whether a payment of an order that was never completed was captured by Holdfast. */
    @Test
    void thatAPersonCapturedWhatWasToBeVoidedIsRecorded() {
        for (Answer charged : List.of(refunds(0, 0, 0), refunds(1000, 0, 0), refunds(2500, 0, 0))) {
            Payment byHand = payment(State.VOIDING);
            byHand.applyLookup(charged, NOW);
            assertThat(byHand.history().count("captured-by-hand")).isEqualTo(1);
            assertThat(byHand.failure()).isNull();
            assertThat(message(byHand).payment().failure()).isNull();

            Payment asked = payment(State.CAPTURING);
            asked.applyAnswer(charged, NOW);
            assertThat(asked.history().count("captured-by-hand")).isZero();
        }
    }

    /** The buyer has it twice until the dispute is won. */
    @Test
    void aDisputeAboutAChargeThatWasGivenBackIsBooked() {
        Payment reversed = reversing(refunds(2500, 0, 0));

        assertThat(reversed.applyLookup(disputed(2500, Status.OPEN), NOW)).isTrue();

        Payment open = saved(reversed);
        assertThat(open.needsPerson()).contains("disputed");
        assertThat(Balance.of(open.ledgerEntries()).kept()).isEqualTo(-2500);
        assertLedger(open);
        for (Status status : List.of(Status.LOST, Status.WON)) {
            Payment ended = saved(open);
            ended.applyLookup(disputed(2500, status), NOW);
            assertThat(ended.needsPerson()).isEmpty();
            assertThat(ended.pendingCall()).isEmpty();
            assertLedger(ended);
        }
    }

    @Test
    void aPendingReversalThatIsDisputedIsLookedAtUntilBothAreDecided() {
        Payment payment = reversing(refunds(0, 2500, 0));
        payment.applyAnswer(reported(0, 2500, 0, Status.OPEN), NOW);
        payment = saved(payment);
        assertThat(payment.pendingCall()).isEmpty();
        assertThat(payment.refundPending()).isEqualTo(2500);

        payment.applyLookup(reported(0, 2500, 0, Status.LOST), NOW);
        payment = saved(payment);
        assertThat(payment.needsPerson()).isEmpty();
        assertThat(payment.nextLook(NOW)).as("the refund is pending").contains(NOW.plus(Duration.ofMinutes(1)));

        payment.applyLookup(reported(2500, 0, 0, Status.LOST), NOW);
        payment = saved(payment);
        assertThat(payment.refundPaid()).isEqualTo(2500);
        assertThat(payment.pendingCall()).isEmpty();
        assertLedger(payment);
    }

    /** Whatever is published of it says nothing of a charge that the order is not paid by. */
    @Test
    void anOrderIsNotToldOfADisputeAboutAChargeThatWasToBeUndone() {
        Payment payment = reversing(disputed(0, Status.OPEN));
        payment.applyAnswer(disputed(0, Status.OPEN), NOW);
        payment = saved(payment);

        payment.applyOrder(order(OrderStatus.COMPLETED), NOW, LEASE);

        assertThat(message(payment).payment().status()).isEqualTo(PaymentStatus.CAPTURE_FAILED);
        assertThat(message(payment).payment().dispute()).isNull();
        assertThat(message(payment).payment().disputes()).isNull();
    }

    @Test
    void aDisputeAboutAnEarlierAttemptIsLeftToAPerson() {
        for (Payment second : secondAttempts()) {
            PaymentStatus status = second.status();
            assertThat(second.applyReport(keyOfFirst(second), reported(0, 0, 2500, Status.OPEN), NOW))
                    .isTrue();

            assertThat(second.unpublished()).as("the order knows one attempt").isEmpty();
            assertThat(second.state().dispute()).isNull();
            Payment open = saved(second);
            assertThat(open.status()).isEqualTo(status);
            assertThat(open.disputes()).isEqualTo(Disputes.NONE);
            assertThat(open.allDisputes()).extracting(Dispute::status).containsExactly(Status.OPEN);
            assertThat(open.needsPerson()).as("%s", status).contains("disputed");
            assertThat(open.nextLook(NOW)).contains(NOW.plus(Duration.ofMinutes(1)));
            assertLedger(open);
            assertThat(open.applyReport(keyOfFirst(open), reported(0, 0, 2500, Status.OPEN), NOW))
                    .isFalse();
            assertThatExceptionOfType(IllegalTransition.class)
                    .as("the provider would refuse it")
                    .isThrownBy(() -> saved(open).retryRefund(null, NOW));

            Payment lost = saved(open);
            lost.applyReport(keyOfFirst(lost), reported(0, 0, 2500, Status.LOST), NOW);
            assertThat(lost.needsPerson()).isEmpty();
            assertThat(lost.undone().areUnsettled()).isFalse();
            assertLedger(lost);

            Payment won = saved(open);
            won.applyReport(keyOfFirst(won), reported(0, 0, 2500, Status.WON), NOW);
            assertThat(won.needsPerson()).contains("refund-failed");
            assertLedger(won);
            won.retryRefund(null, NOW);
            UndoneCharge charge = won.undone().all().getFirst();
            assertThat(charge.next()).contains(new RefundStep(2500, 5000, 1));
        }
    }

    @Test
    void theNextAttemptTakesADisputeAboutTheLastOneAlong() {
        Payment payment = reversing(disputed(0, Status.OPEN));
        payment.applyAnswer(disputed(0, Status.OPEN), NOW);
        payment = saved(payment);
        payment.beginNextAttempt("tok_visa", NOW, LEASE);

        Payment second = saved(payment);
        assertThat(second.needsPerson()).contains("disputed");
        assertThat(second.disputes()).isEqualTo(Disputes.NONE);
        assertLedger(second);
        Payment won = saved(second);
        won.applyReport(keyOfFirst(won), disputed(0, Status.WON), NOW);
        assertThat(won.undone().areUnsettled()).isTrue();
        UndoneCharge charge = won.undone().all().getFirst();
        assertThat(charge.isToBeRefunded(disputed(0, Status.WON))).isTrue();
        assertThat(charge.keys(won.id()).refund(charge.next().orElseThrow()))
                .isEqualTo(won.id() + "-1-refund-0-2500-after-dispute-1");
        assertLedger(won);

        Payment lost = saved(second);
        lost.applyReport(keyOfFirst(lost), disputed(0, Status.LOST), NOW);
        assertThat(lost.undone().areUnsettled()).isFalse();
        assertThat(lost.needsPerson()).isEmpty();
        assertLedger(lost);

        Payment inPart = saved(lost);
        Answer kept = disputedBy(new Dispute("dp1", 2000, "fraudulent", Status.LOST));
        inPart.applyReport(keyOfFirst(inPart), kept, NOW);
        assertThat(inPart.needsPerson()).as("the bank returned a part").contains("disputed");
        assertThat(inPart.leftToPerson()).isEqualTo(500);
        inPart.endRefund("operator1", null, NOW);
        assertThat(saved(inPart).needsPerson()).isEmpty();
        assertThat(inPart.unpublished()).isEmpty();
        assertLedger(inPart);
    }

    /** A replica of the release before writes the charge without what it does not know. */
    @Test
    void aDisputeThatWasWrittenOverIsNotBookedAgain() {
        Payment second = secondAttempts().getLast();
        second.applyReport(keyOfFirst(second), disputed(2500, Status.OPEN), NOW);
        int entries = second.ledgerEntries().size();
        Document stored = PaymentFixtures.document(second);
        stored.getList("reversed", Document.class).getFirst().remove("disputes");

        Payment payment = PaymentFixtures.read(Payment.class, stored);
        assertThat(payment.needsPerson()).isEmpty();
        assertThat(payment.applyReport(keyOfFirst(payment), disputed(2500, Status.OPEN), NOW))
                .isTrue();

        assertThat(saved(payment).needsPerson()).contains("disputed");
        assertThat(payment.ledgerEntries()).hasSize(entries);
        assertLedger(payment);
    }

    /** What the provider reports about a charge that is disputed in full. */
    private static Answer reported(long paid, long pending, long failed, Status status) {
        List<Dispute> disputes = disputed(0, status).disputes();
        return Answer.charged(PaymentFixtures.REFERENCE, paid, pending, failed, disputes);
    }

    private static PaymentMessage message(Payment payment) {
        return Optional.ofNullable(payment.unpublished().orElse(null)).orElseThrow();
    }

    private static void assertLedger(Payment payment) {
        assertThat(LedgerAudit.agrees(payment, Balance.of(payment.ledgerEntries())))
                .as("%s with %s", payment.status(), payment.ledgerEntries())
                .isTrue();
    }
}
