package io.holdfast.payments.payment;

import static io.holdfast.payments.payment.PaymentFixtures.LATER;
import static io.holdfast.payments.payment.PaymentFixtures.LEASE;
import static io.holdfast.payments.payment.PaymentFixtures.NOW;
import static io.holdfast.payments.payment.PaymentFixtures.REFERENCE;
import static io.holdfast.payments.payment.PaymentFixtures.TOKEN;
import static io.holdfast.payments.payment.PaymentFixtures.document;
import static io.holdfast.payments.payment.PaymentFixtures.order;
import static io.holdfast.payments.payment.PaymentFixtures.payment;
import static io.holdfast.payments.payment.PaymentFixtures.read;
import static io.holdfast.payments.payment.PaymentFixtures.saved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentAuthorized;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.messaging.IllegalTransition;
import io.holdfast.payments.ledger.Balance;
import io.holdfast.payments.order.PayableOrder;
import io.holdfast.payments.payment.HistoryEntry.Move;
import io.holdfast.payments.payment.PaymentFixtures.State;
import io.holdfast.payments.provider.Answer;
import io.holdfast.telemetry.LogContext;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PaymentTests {

    private static final List<Answer> ANSWERS = List.of(
            new Answer.Authorized(REFERENCE),
            new Answer.Captured(REFERENCE),
            new Answer.Voided(REFERENCE),
            new Answer.Refunded(REFERENCE, 1000),
            new Answer.Refunded(REFERENCE, 2500),
            new Answer.Refused("no"),
            new Answer.Unreached("down"),
            new Answer.Unknown("lost"));

    /** Every answer in every state. {@code =} changes nothing, {@code ~} is retried later; refunds are in brackets. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # state           | authorized          | captured              | voided          | partly refunded              | all refunded          | refused             | unreached           | unknown
        AUTHORIZING       | AUTHORIZED DECIDE   | AUTHORIZED DECIDE     | DECLINED        | AUTHORIZED DECIDE            | DECLINED              | DECLINED            | DECLINED            | AUTHORIZING RELEASE
        AUTHORIZING_AGAIN | AUTHORIZED DECIDE   | AUTHORIZED DECIDE     | DECLINED        | AUTHORIZED DECIDE            | DECLINED              | DECLINED            | AUTHORIZING RELEASE | AUTHORIZING RELEASE
        RELEASING         | AUTHORIZING RELEASE | AUTHORIZED DECIDE     | DECLINED        | AUTHORIZED DECIDE            | DECLINED              | DECLINED            | ~                   | ~
        CANCELLING        | ~                   | AUTHORIZED DECIDE     | DECLINED        | AUTHORIZED DECIDE            | DECLINED              | ~                   | ~                   | ~
        OPENING           | AUTHORIZED DECIDE   | AUTHORIZED DECIDE     | DECLINED        | AUTHORIZED DECIDE            | DECLINED              | DECLINED            | DECLINED            | ~
        AWAITING_BUYER    | AUTHORIZED DECIDE   | AUTHORIZED DECIDE     | DECLINED        | AUTHORIZED DECIDE            | DECLINED              | ~                   | ~                   | ~
        CHALLENGED        | AUTHORIZED DECIDE   | AUTHORIZED DECIDE     | DECLINED        | AUTHORIZED DECIDE            | DECLINED              | ~                   | ~                   | ~
        GIVEN_UP          | ~                   | AUTHORIZED DECIDE     | DECLINED        | AUTHORIZED DECIDE            | DECLINED              | ~                   | ~                   | ~
        DECLINED          | =                   | =                     | =               | =                            | =                     | =                   | =                   | =
        AUTHORIZED        | =                   | =                     | VOIDED          | =                            | =                     | =                   | =                   | =
        CAPTURING         | ~                   | CAPTURED              | CAPTURE_FAILED  | CAPTURED [1000]              | REFUNDED [2500]       | CAPTURE_FAILED VOID | ~                   | ~
        VOIDING           | ~                   | CAPTURED REFUND       | VOIDED          | CAPTURED REFUND [1000]       | REFUNDED [2500]       | ~                   | ~                   | ~
        CAPTURED          | =                   | =                     | =               | =                            | =                     | =                   | =                   | =
        REFUNDING         | ~                   | ~                     | REFUNDED [2500] | CAPTURED REFUND [1000]       | REFUNDED [2500]       | ~                   | ~                   | ~
        REFUNDING_PART    | ~                   | ~                     | REFUNDED [2500] | CAPTURED [1000]              | REFUNDED [2500]       | ~                   | ~                   | ~
        PARTLY_REFUNDED   | =                   | =                     | =               | =                            | =                     | =                   | =                   | =
        REFUNDING_REST    | ~                   | ~                     | REFUNDED [2500] | ~                            | REFUNDED [2500]       | ~                   | ~                   | ~
        CAPTURE_FAILED    | ~                   | CAPTURE_FAILED REFUND | CAPTURE_FAILED  | CAPTURE_FAILED REFUND [1000] | CAPTURE_FAILED [2500] | CAPTURE_FAILED      | ~                   | ~
        REVERSED          | =                   | =                     | =               | =                            | =                     | =                   | =                   | =
        VOIDED            | =                   | =                     | =               | =                            | =                     | =                   | =                   | =
        REFUNDED          | =                   | =                     | =               | =                            | =                     | =                   | =                   | =
        REFUND_PENDING    | =                   | =                     | =               | =                            | =                     | =                   | =                   | =
        REFUND_FAILED     | =                   | =                     | =               | =                            | =                     | =                   | =                   | =
        """)
    void appliesEveryAnswerInEveryState(
            State state, String a, String b, String c, String d, String e, String f, String g, String h) {
        assertTransitions(state, List.of(a, b, c, d, e, f, g, h), Payment::applyAnswer);
    }

    /** The same found by a lookup: it may be old, and delays no retry. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # state           | authorized          | captured              | voided         | partly refunded              | all refunded
        AUTHORIZING       | AUTHORIZED DECIDE   | =                     | =              | =                            | =
        AUTHORIZING_AGAIN | AUTHORIZED DECIDE   | =                     | =              | =                            | =
        RELEASING         | =                   | =                     | =              | =                            | =
        CANCELLING        | =                   | =                     | =              | =                            | =
        OPENING           | AUTHORIZED DECIDE   | =                     | =              | =                            | =
        AWAITING_BUYER    | AUTHORIZED DECIDE   | AUTHORIZED DECIDE     | DECLINED       | AUTHORIZED DECIDE            | DECLINED
        CHALLENGED        | AUTHORIZED DECIDE   | AUTHORIZED DECIDE     | DECLINED       | AUTHORIZED DECIDE            | DECLINED
        GIVEN_UP          | =                   | =                     | =              | =                            | =
        DECLINED          | DECLINED VOID       | DECLINED REFUND       | =              | DECLINED REFUND [1000]       | DECLINED [2500]
        AUTHORIZED        | =                   | =                     | VOIDED         | =                            | =
        CAPTURING         | =                   | CAPTURED              | CAPTURE_FAILED | CAPTURED [1000]              | REFUNDED [2500]
        VOIDING           | =                   | CAPTURED REFUND       | VOIDED         | CAPTURED REFUND [1000]       | REFUNDED [2500]
        CAPTURED          | =                   | =                     | =              | CAPTURED [1000]              | REFUNDED [2500]
        REFUNDING         | =                   | =                     | =              | =                            | REFUNDED [2500]
        REFUNDING_PART    | =                   | =                     | =              | CAPTURED [1000]              | REFUNDED [2500]
        PARTLY_REFUNDED   | =                   | =                     | =              | =                            | REFUNDED [2500]
        REFUNDING_REST    | =                   | =                     | =              | =                            | REFUNDED [2500]
        CAPTURE_FAILED    | =                   | =                     | =              | =                            | =
        REVERSED          | CAPTURE_FAILED VOID | CAPTURE_FAILED REFUND | =              | CAPTURE_FAILED REFUND [1000] | CAPTURE_FAILED [2500]
        VOIDED            | VOIDED VOID         | VOIDED REFUND         | =              | VOIDED REFUND [1000]         | VOIDED [2500]
        REFUNDED          | =                   | =                     | =              | =                            | =
        REFUND_PENDING    | =                   | =                     | =              | =                            | REFUNDED [2500]
        REFUND_FAILED     | =                   | =                     | =              | =                            | =
        """)
    void appliesEveryLookupInEveryState(State state, String a, String b, String c, String d, String e) {
        assertTransitions(state, List.of(a, b, c, d, e, "=", "=", "="), Payment::applyLookup);
    }

    /** The first attempt was charged though it was declined, and that charge was refunded. */
    @Test
    void whatWasPaidBackOfAnEarlierAttemptIsNoRefundOfTheNext() {
        Payment declined = payment(State.DECLINED);
        assertThat(declined.applyLookup(new Answer.Refunded(REFERENCE, 2500), NOW))
                .isTrue();
        Payment payment = saved(declined);
        assertThat(payment.refundPaid()).isEqualTo(2500);

        payment.beginNextAttempt(TOKEN, NOW, LEASE);
        payment = saved(payment);
        payment.applyAnswer(new Answer.Authorized("ref2"), NOW);
        payment = saved(payment);
        payment.applyOrder(order(OrderStatus.COMPLETED), NOW, LEASE);
        payment = saved(payment);
        payment.applyAnswer(new Answer.Captured("ref2"), NOW);
        payment = saved(payment);
        assertThat(payment.refundPaid()).isZero();
        payment.applyOrder(order(OrderStatus.SOLD_BACK), NOW, LEASE);

        assertThat(payment.pendingCall()).contains(Work.Kind.REFUND);
        assertThat(payment.refundStep()).isEqualTo(new RefundStep(0, 2500));
        payment = saved(payment);
        payment.applyAnswer(new Answer.Refunded("ref2", 2500), NOW);
        assertThat(payment.status()).isEqualTo(PaymentStatus.REFUNDED);
        assertThat(LedgerAudit.agrees(payment, Balance.of(payment.ledgerEntries())))
                .isTrue();
    }

    private static void assertTransitions(State state, List<String> expected, Transition transition) {
        for (int i = 0; i < ANSWERS.size(); i++) {
            Payment payment = payment(state);
            String before = stateOf(payment);
            boolean changed = transition.apply(payment, ANSWERS.get(i), NOW);
            String wanted = switch (expected.get(i)) {
                case "=", "~" -> before;
                case String other -> other;
            };
            assertThat(stateOf(payment))
                    .as("%s after %s", state, ANSWERS.get(i))
                    .isEqualTo(wanted);
            assertThat(changed)
                    .as("%s after %s", state, ANSWERS.get(i))
                    .isEqualTo(!expected.get(i).equals("="));
            assertThat(stateOf(saved(payment))).isEqualTo(wanted);
            assertThat(LedgerAudit.agrees(payment, Balance.of(payment.ledgerEntries())))
                    .as("ledger of %s after %s", state, ANSWERS.get(i))
                    .isTrue();
        }
    }

    private interface Transition {
        boolean apply(Payment payment, Answer answer, Instant now);
    }

    /** Every change of the order in every state; {@code ~} is applied later. AWAITING_PAYMENT changes nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # state           | completed          | cancelled              | expired                | sold back              | refunded               | refunded in part
        AUTHORIZING       | =                  | =                      | =                      | =                      | =                      | =
        AUTHORIZING_AGAIN | =                  | =                      | =                      | =                      | =                      | =
        RELEASING         | =                  | =                      | =                      | =                      | =                      | =
        CANCELLING        | =                  | =                      | =                      | =                      | =                      | =
        OPENING           | =                  | =                      | =                      | =                      | =                      | =
        AWAITING_BUYER    | AUTHORIZING RELEASE | AUTHORIZING RELEASE   | AUTHORIZING RELEASE    | AUTHORIZING RELEASE    | AUTHORIZING RELEASE    | AUTHORIZING RELEASE
        CHALLENGED        | AUTHORIZING RELEASE | AUTHORIZING RELEASE   | AUTHORIZING RELEASE    | AUTHORIZING RELEASE    | AUTHORIZING RELEASE    | AUTHORIZING RELEASE
        GIVEN_UP          | =                  | =                      | =                      | =                      | =                      | =
        DECLINED          | CAPTURE_FAILED     | =                      | =                      | CAPTURE_FAILED         | CAPTURE_FAILED         | CAPTURE_FAILED
        AUTHORIZED        | AUTHORIZED CAPTURE | AUTHORIZED VOID        | AUTHORIZED VOID        | AUTHORIZED CAPTURE     | AUTHORIZED CAPTURE     | AUTHORIZED CAPTURE
        CAPTURING         | =                  | ~                      | ~                      | ~                      | ~                      | ~
        VOIDING           | =                  | =                      | =                      | =                      | =                      | =
        CAPTURED          | =                  | CAPTURED REFUND        | CAPTURED REFUND        | CAPTURED REFUND        | CAPTURED REFUND        | CAPTURED REFUND
        REFUNDING         | =                  | =                      | =                      | =                      | =                      | =
        REFUNDING_PART    | =                  | ~                      | ~                      | ~                      | ~                      | =
        PARTLY_REFUNDED   | =                  | CAPTURED REFUND [1000] | CAPTURED REFUND [1000] | CAPTURED REFUND [1000] | CAPTURED REFUND [1000] | =
        REFUNDING_REST    | =                  | =                      | =                      | =                      | =                      | =
        CAPTURE_FAILED    | =                  | =                      | =                      | =                      | =                      | =
        REVERSED          | =                  | =                      | =                      | =                      | =                      | =
        VOIDED            | CAPTURE_FAILED     | =                      | =                      | CAPTURE_FAILED         | CAPTURE_FAILED         | CAPTURE_FAILED
        REFUNDED          | =                  | =                      | =                      | =                      | =                      | =
        REFUND_PENDING    | =                  | =                      | =                      | =                      | =                      | =
        REFUND_FAILED     | =                  | =                      | =                      | =                      | =                      | =
        """)
    void appliesTheOrderInEveryState(State state, String a, String b, String c, String d, String e, String f) {
        assertThat(payment(state).applyOrder(order(OrderStatus.AWAITING_PAYMENT), NOW, LEASE))
                .isFalse();
        List<PayableOrder> changes = List.of(
                order(OrderStatus.COMPLETED),
                order(OrderStatus.CANCELLED),
                order(OrderStatus.EXPIRED),
                order(OrderStatus.SOLD_BACK),
                order(OrderStatus.REFUNDED),
                order(OrderStatus.COMPLETED, 1000));
        List<String> expected = List.of(a, b, c, d, e, f);
        for (int i = 0; i < changes.size(); i++) {
            Payment payment = payment(state);
            String before = stateOf(payment);
            boolean changed = payment.applyOrder(changes.get(i), NOW, LEASE);
            String wanted = switch (expected.get(i)) {
                case "=", "~" -> before;
                case String other -> other;
            };
            assertThat(changed)
                    .as("%s when %s", state, changes.get(i))
                    .isEqualTo(!expected.get(i).equals("="));
            assertThat(stateOf(payment)).as("%s when %s", state, changes.get(i)).isEqualTo(wanted);
            assertThat(saved(payment).applyOrder(changes.get(i), NOW, LEASE))
                    .as("repeated")
                    .isFalse();
        }
    }

    @Test
    void aRefundGrantedDuringACaptureOrAnotherRefundIsMadeNext() {
        Payment capturing = payment(State.CAPTURING);
        capturing.applyOrder(order(OrderStatus.COMPLETED, 400), NOW, LEASE);
        Payment captured = saved(capturing);
        captured.applyAnswer(new Answer.Captured(REFERENCE), NOW);
        assertThat(captured.refundStep()).isEqualTo(new RefundStep(0, 400));
        assertThat(captured.isDue(NOW)).isTrue();

        Payment refunding = saved(captured);
        refunding.applyOrder(order(OrderStatus.COMPLETED, 1000), NOW, LEASE);
        assertThat(refunding.refundStep())
                .as("the refund under way stays as it is")
                .isEqualTo(new RefundStep(0, 400));
        Payment partly = saved(refunding);
        partly.applyAnswer(new Answer.Refunded(REFERENCE, 400), NOW);
        assertThat(partly.refundStep()).isEqualTo(new RefundStep(400, 1000));
        assertThat(partly.keys().refund(partly.refundStep())).isEqualTo(partly.id() + "-1-refund-400-1000");
        assertThat(partly.unpublished()).get().isInstanceOfSatisfying(PaymentRefunded.class, message -> {
            assertThat(message.payment().status()).isEqualTo(PaymentStatus.CAPTURED);
            assertThat(message.payment().refunded()).isEqualTo(400);
        });

        Payment again = saved(partly);
        again.applyOrder(order(OrderStatus.SOLD_BACK), NOW, LEASE);
        Payment nearly = saved(again);
        nearly.applyAnswer(new Answer.Refunded(REFERENCE, 1000), NOW);
        assertThat(nearly.refundStep()).isEqualTo(new RefundStep(1000, 2500));
        Payment all = saved(nearly);
        all.applyAnswer(new Answer.Refunded(REFERENCE, 2500), NOW);
        assertThat(stateOf(all)).isEqualTo("REFUNDED [2500]");
        assertThat(all.history().entries())
                .filteredOn(step -> step.moved() == Move.REFUNDED)
                .extracting(HistoryEntry::amount)
                .containsExactly(400L, 600L, 1500L);
    }

    @Test
    void aRefundMadeByHandCountsAndIsAStepOfItsOwn() {
        Payment payment = payment(State.REFUNDING_PART);
        payment.applyLookup(new Answer.Refunded(REFERENCE, 1300), NOW);
        assertThat(payment.history().entries())
                .filteredOn(step -> step.moved() == Move.REFUNDED)
                .extracting(HistoryEntry::amount)
                .containsExactly(1000L, 300L);
        assertThat(payment.unpublished().map(PaymentMessage::payment).map(PaymentState::refunded))
                .contains(1300L);

        Payment saved = saved(payment);
        assertThat(saved.applyOrder(order(OrderStatus.COMPLETED, 1200), NOW, LEASE))
                .isTrue();
        assertThat(saved.pendingCall()).as("that much is refunded already").isEmpty();
    }

    @Test
    void aPaymentThatIsOlderThanPartialRefundsCanBeRead() {
        Document old = document(payment(State.CAPTURED));
        old.remove("due");
        old.remove("refunded");
        old.getList("history", Document.class).forEach(entry -> {
            entry.remove("moved");
            entry.remove("amount");
        });
        Document copy = document(order(OrderStatus.COMPLETED));
        copy.remove("refunded");
        assertThat(read(PayableOrder.class, copy).refundDueFrom(Payment.idFor("order1")))
                .isZero();
        Payment payment = read(Payment.class, old);
        assertThat(payment.refundPaid()).isZero();
        payment.applyOrder(order(OrderStatus.SOLD_BACK), NOW, LEASE);
        assertThat(payment.refundStep()).isEqualTo(new RefundStep(0, 2500));
    }

    @Test
    void everyFieldThatAPaymentMayLoseIsUnsetWhenItIsSaved() {
        List<Set<String>> fields = EnumSet.allOf(State.class).stream()
                .map(state -> document(payment(state)).keySet())
                .toList();
        Set<String> optional = fields.stream().flatMap(Set::stream).collect(Collectors.toSet());
        optional.removeIf(field -> fields.stream().allMatch(present -> present.contains(field)));
        assertThat(optional).containsExactlyInAnyOrderElementsOf(PaymentStore.OPTIONAL_FIELDS);
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void beginsTheNextAttemptOnlyWhenNoneIsUnderWayAndNoneSucceeded(State state) {
        Payment payment = payment(state);
        if (!Set.of(State.DECLINED, State.VOIDED).contains(state)) {
            assertThatExceptionOfType(IllegalTransition.class)
                    .isThrownBy(() -> payment.beginNextAttempt("tok_other", NOW, LEASE))
                    .withMessageContaining(payment.status() + " and cannot become AUTHORIZING");
            return;
        }
        payment.beginNextAttempt("tok_other", NOW, LEASE);
        assertThat(stateOf(payment)).isEqualTo("AUTHORIZING AUTHORIZE");
        assertThat(payment.attempt().number()).isEqualTo(2);
        assertThat(payment.keys().authorize()).isEqualTo(payment.id() + "-2");
        assertThat(payment.attempt().reference()).isNull();
        assertThat(payment.failure()).isNull();
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void publishesEveryPublicChangeAndNumbersThemWithoutGaps(State state) {
        for (Answer answer : ANSWERS) {
            Payment payment = payment(state);
            long before = payment.version();
            PaymentState stateBefore = payment.state();
            payment.applyAnswer(answer, NOW);
            boolean reversing = state == State.CAPTURE_FAILED;
            if (reversing || payment.state().equals(stateBefore)) {
                assertThat(payment.version()).isEqualTo(before);
                assertThat(payment.unpublished()).isEmpty();
            } else {
                assertThat(payment.version()).isEqualTo(before + 1);
                assertThat(payment.unpublished().map(PaymentMessage::payment)).contains(payment.state());
            }
        }
    }

    @Test
    void aDeclineHasAReasonAndTheNextAuthorizationHasNone() {
        Payment payment = payment(State.DECLINED);
        assertThat(payment.failure()).isEqualTo("card-declined");

        payment.beginNextAttempt(TOKEN, NOW, LEASE);
        payment.applyAnswer(new Answer.Authorized("ref2"), NOW);

        assertThat(payment.unpublished()).get().isInstanceOfSatisfying(PaymentAuthorized.class, message -> {
            assertThat(message.payment().failure()).isNull();
            assertThat(message.payment().authorizedAt()).isEqualTo(NOW);
            assertThat(message.version()).isEqualTo(2);
        });
        assertThat(payment.history().entries())
                .extracting(HistoryEntry::status)
                .containsExactly(
                        PaymentStatus.AUTHORIZING,
                        PaymentStatus.DECLINED,
                        PaymentStatus.AUTHORIZING,
                        PaymentStatus.AUTHORIZED);
    }

    @Test
    void anOrderCompletedByAnAuthorizationThatIsGoneGetsACaptureFailure() {
        Payment payment = payment(State.AUTHORIZED);
        payment.applyAnswer(new Answer.Voided(REFERENCE), NOW);
        Payment lapsed = saved(payment);

        lapsed.applyOrder(order(OrderStatus.COMPLETED), NOW, LEASE);

        assertThat(lapsed.unpublished())
                .get()
                .isInstanceOfSatisfying(
                        PaymentFailed.class,
                        message -> assertThat(message.payment().status()).isEqualTo(PaymentStatus.CAPTURE_FAILED));
    }

    @Test
    void workIsClaimedOnlyWhenItIsDueAndOncePerLease() {
        Payment payment = payment(State.AUTHORIZING);
        assertThat(payment.isDue(NOW)).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> payment.claimWork(NOW, LEASE));

        payment.claimWork(LATER, LEASE);

        assertThat(payment.isDue(LATER)).isFalse();
        assertThat(payment.isDue(LATER.plus(LEASE))).isTrue();
    }

    @Test
    void anAttemptCanBeResumedUntilItsAuthorizationIsCancelled() {
        Payment payment = payment(State.RELEASING);
        payment.resumeAttempt(NOW, LEASE);
        assertThat(stateOf(payment)).isEqualTo("AUTHORIZING AUTHORIZE");

        EnumSet.complementOf(EnumSet.of(State.RELEASING))
                .forEach(state -> assertThatExceptionOfType(IllegalTransition.class)
                        .isThrownBy(() -> payment(state).resumeAttempt(NOW, LEASE)));
    }

    @Test
    void pausesGrowToAMinute() {
        Work work = Work.of(Work.Kind.CAPTURE, NOW);
        List<Long> pauses = Stream.iterate(work, last -> last.claimed(last.dueAt(), LEASE))
                .map(claimed -> claimed.postponed(NOW).dueAt().toEpochMilli() - NOW.toEpochMilli())
                .limit(9)
                .toList();
        assertThat(pauses).containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16000L, 32000L, 60000L, 60000L);
    }

    @Test
    void workKeepsTheTraceInWhichItWasStored() {
        String trace = "00-11111111111111111111111111111111-2222222222222222-01";
        LogContext.traceparent(trace);
        Work work = Work.of(Work.Kind.CAPTURE, NOW);
        Work refund = Work.refund(new RefundStep(0, 100), NOW);
        LogContext.traceparent(null);

        assertThat(work.claimed(NOW, LEASE).postponed(NOW).trace()).isEqualTo(trace);
        assertThat(refund.claimed(NOW, LEASE).postponed(NOW).trace()).isEqualTo(trace);
        assertThat(Work.of(Work.Kind.CAPTURE, NOW).trace()).isNull();
    }

    private static String stateOf(Payment payment) {
        String work = payment.stage() == Stage.AWAITING_ORDER
                ? " DECIDE"
                : payment.pendingCall().map(kind -> " " + kind).orElse("");
        return payment.status() + work + (payment.refundPaid() > 0 ? " [" + payment.refundPaid() + "]" : "");
    }
}
