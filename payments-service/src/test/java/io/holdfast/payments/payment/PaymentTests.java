package io.holdfast.payments.payment;

import static io.holdfast.payments.payment.PaymentFixtures.LATER;
import static io.holdfast.payments.payment.PaymentFixtures.LEASE;
import static io.holdfast.payments.payment.PaymentFixtures.NOW;
import static io.holdfast.payments.payment.PaymentFixtures.REFERENCE;
import static io.holdfast.payments.payment.PaymentFixtures.TOKEN;
import static io.holdfast.payments.payment.PaymentFixtures.order;
import static io.holdfast.payments.payment.PaymentFixtures.payment;
import static io.holdfast.payments.payment.PaymentFixtures.saved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentAuthorized;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.payments.payment.PaymentFixtures.State;
import io.holdfast.payments.provider.Answer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PaymentTests {

    private static final List<Answer> ANSWERS = List.of(
            new Answer.Authorized(REFERENCE),
            new Answer.Captured(REFERENCE),
            new Answer.Voided(REFERENCE),
            new Answer.Refunded(REFERENCE),
            new Answer.Refused("no"),
            new Answer.Unreached("down"),
            new Answer.Unknown("lost"));

    /** Every answer in every state. {@code =} changes nothing, {@code ~} is tried again later. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # state        | authorized        | captured          | voided         | refunded       | refused             | unreached         | unknown
        AUTHORIZING    | AUTHORIZED DECIDE | AUTHORIZED DECIDE | DECLINED       | DECLINED       | DECLINED            | DECLINED          | AUTHORIZING RELEASE
        TAKEN_OVER     | AUTHORIZED DECIDE | AUTHORIZED DECIDE | DECLINED       | DECLINED       | DECLINED            | AUTHORIZING RELEASE | AUTHORIZING RELEASE
        RELEASING      | AUTHORIZING RELEASE | AUTHORIZED DECIDE | DECLINED     | DECLINED       | DECLINED            | ~                 | ~
        GIVING_BACK    | ~                 | AUTHORIZED DECIDE | DECLINED       | DECLINED       | ~                   | ~                 | ~
        DECLINED       | =                 | =                 | =              | =              | =                   | =                 | =
        AUTHORIZED     | =                 | =                 | VOIDED         | =              | =                   | =                 | =
        CAPTURING      | ~                 | CAPTURED          | CAPTURE_FAILED | REFUNDED       | CAPTURE_FAILED VOID | ~                 | ~
        VOIDING        | ~                 | CAPTURED          | VOIDED         | REFUNDED       | ~                   | ~                 | ~
        CAPTURED       | =                 | =                 | =              | =              | =                   | =                 | =
        REFUNDING      | ~                 | ~                 | REFUNDED       | REFUNDED       | ~                   | ~                 | ~
        CAPTURE_FAILED | ~                 | CAPTURE_FAILED REFUND | CAPTURE_FAILED | CAPTURE_FAILED | CAPTURE_FAILED  | ~                 | ~
        CLEANED_UP     | =                 | =                 | =              | =              | =                   | =                 | =
        VOIDED         | =                 | =                 | =              | =              | =                   | =                 | =
        REFUNDED       | =                 | =                 | =              | =              | =                   | =                 | =
        """)
    void learnsEveryAnswerInEveryState(
            State state, String a, String b, String c, String d, String e, String f, String g) {
        List<String> expected = List.of(a, b, c, d, e, f, g);
        for (int i = 0; i < ANSWERS.size(); i++) {
            Payment payment = payment(state);
            String before = stateOf(payment);
            boolean changed = payment.learn(ANSWERS.get(i), NOW);
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
        }
    }

    /** What the order's fate means in every state; AWAITING_PAYMENT never means anything. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # state        | completed         | cancelled       | expired         | sold back       | refunded
        AUTHORIZING    | =                 | =               | =               | =               | =
        TAKEN_OVER     | =                 | =               | =               | =               | =
        RELEASING      | =                 | =               | =               | =               | =
        GIVING_BACK    | =                 | =               | =               | =               | =
        DECLINED       | CAPTURE_FAILED    | =               | =               | =               | =
        AUTHORIZED     | AUTHORIZED CAPTURE | AUTHORIZED VOID | AUTHORIZED VOID | AUTHORIZED VOID | AUTHORIZED VOID
        CAPTURING      | =                 | =               | =               | =               | =
        VOIDING        | =                 | =               | =               | =               | =
        CAPTURED       | =                 | CAPTURED REFUND | CAPTURED REFUND | CAPTURED REFUND | CAPTURED REFUND
        REFUNDING      | =                 | =               | =               | =               | =
        CAPTURE_FAILED | =                 | =               | =               | =               | =
        CLEANED_UP     | =                 | =               | =               | =               | =
        VOIDED         | CAPTURE_FAILED    | =               | =               | =               | =
        REFUNDED       | =                 | =               | =               | =               | =
        """)
    void followsTheOrderInEveryState(State state, String a, String b, String c, String d, String e) {
        assertThat(payment(state).decide(order(OrderStatus.AWAITING_PAYMENT), NOW, LEASE))
                .isFalse();
        List<OrderStatus> fates = List.of(
                OrderStatus.COMPLETED,
                OrderStatus.CANCELLED,
                OrderStatus.EXPIRED,
                OrderStatus.SOLD_BACK,
                OrderStatus.REFUNDED);
        List<String> expected = List.of(a, b, c, d, e);
        for (int i = 0; i < fates.size(); i++) {
            Payment payment = payment(state);
            String before = stateOf(payment);
            boolean changed = payment.decide(order(fates.get(i)), NOW, LEASE);
            boolean same = expected.get(i).equals("=");
            assertThat(changed).as("%s when %s", state, fates.get(i)).isEqualTo(!same);
            assertThat(stateOf(payment))
                    .as("%s when %s", state, fates.get(i))
                    .isEqualTo(same ? before : expected.get(i));
            assertThat(saved(payment).decide(order(fates.get(i)), NOW, LEASE))
                    .as("repeated")
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void beginsAnotherAttemptOnlyWhenNoneIsUnderWayAndNoneSucceeded(State state) {
        Payment payment = payment(state);
        if (!Set.of(State.DECLINED, State.VOIDED).contains(state)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> payment.tryAgain("tok_other", NOW, LEASE))
                    .withMessageContaining(payment.status() + " to AUTHORIZING");
            return;
        }
        payment.tryAgain("tok_other", NOW, LEASE);
        assertThat(stateOf(payment)).isEqualTo("AUTHORIZING AUTHORIZE");
        assertThat(payment.attempt()).isEqualTo(2);
        assertThat(payment.key()).isEqualTo(payment.id() + "-2");
        assertThat(payment.reference()).isNull();
        assertThat(payment.failure()).isNull();
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void announcesEveryPublicChangeAndNumbersThemWithoutGaps(State state) {
        for (Answer answer : ANSWERS) {
            Payment payment = payment(state);
            long before = payment.version();
            PaymentStatus status = payment.status();
            payment.learn(answer, NOW);
            if (payment.status() == status) {
                assertThat(payment.version()).isEqualTo(before);
                assertThat(payment.unsaid()).isEmpty();
            } else {
                assertThat(payment.version()).isEqualTo(before + 1);
                assertThat(payment.unsaid().map(PaymentMessage::payment)).contains(payment.state());
            }
        }
    }

    @Test
    void aDeclineNamesItsReasonAndTheNextAuthorizationForgetsIt() {
        Payment payment = payment(State.DECLINED);
        assertThat(payment.failure()).isEqualTo("card-declined");

        payment.tryAgain(TOKEN, NOW, LEASE);
        payment.learn(new Answer.Authorized("ref2"), NOW);

        assertThat(payment.unsaid()).get().isInstanceOfSatisfying(PaymentAuthorized.class, said -> {
            assertThat(said.payment().failure()).isNull();
            assertThat(said.payment().authorizedAt()).isEqualTo(NOW);
            assertThat(said.version()).isEqualTo(2);
        });
        assertThat(payment.history())
                .extracting(HistoryEntry::status)
                .containsExactly(
                        PaymentStatus.AUTHORIZING,
                        PaymentStatus.DECLINED,
                        PaymentStatus.AUTHORIZING,
                        PaymentStatus.AUTHORIZED);
    }

    @Test
    void anOrderCompletedByAnAuthorizationThatIsGoneIsTold() {
        Payment payment = payment(State.AUTHORIZED);
        payment.learn(new Answer.Voided(REFERENCE), NOW);
        Payment lapsed = saved(payment);

        lapsed.decide(order(OrderStatus.COMPLETED), NOW, LEASE);

        assertThat(lapsed.unsaid())
                .get()
                .isInstanceOfSatisfying(
                        PaymentFailed.class,
                        said -> assertThat(said.payment().status()).isEqualTo(PaymentStatus.CAPTURE_FAILED));
    }

    @Test
    void workIsTakenUpOnlyWhenItIsDueAndOncePerLease() {
        Payment payment = payment(State.AUTHORIZING);
        assertThat(payment.isDue(NOW)).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> payment.claim(NOW, LEASE));

        payment.claim(LATER, LEASE);

        assertThat(payment.isDue(LATER)).isFalse();
        assertThat(payment.isDue(LATER.plus(LEASE))).isTrue();
    }

    @Test
    void theBuyerMayComeBackUntilTheMoneyIsOnItsWayBack() {
        Payment payment = payment(State.RELEASING);
        payment.reclaim(NOW, LEASE);
        assertThat(stateOf(payment)).isEqualTo("AUTHORIZING AUTHORIZE");

        EnumSet.complementOf(EnumSet.of(State.RELEASING))
                .forEach(state -> assertThatIllegalStateException()
                        .isThrownBy(() -> payment(state).reclaim(NOW, LEASE)));
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

    private static String stateOf(Payment payment) {
        String work = payment.isToDecide()
                ? " DECIDE"
                : payment.toAsk().map(kind -> " " + kind).orElse("");
        return payment.status() + work;
    }
}
