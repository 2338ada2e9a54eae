package io.holdfast.payments.payment;

import static io.holdfast.payments.payment.PaymentFixtures.AWAITED;
import static io.holdfast.payments.payment.PaymentFixtures.CHALLENGE;
import static io.holdfast.payments.payment.PaymentFixtures.LEASE;
import static io.holdfast.payments.payment.PaymentFixtures.NOW;
import static io.holdfast.payments.payment.PaymentFixtures.REFERENCE;
import static io.holdfast.payments.payment.PaymentFixtures.payment;
import static io.holdfast.payments.payment.PaymentFixtures.saved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.contracts.PaymentAuthorized;
import io.holdfast.contracts.PaymentChallenged;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.messaging.IllegalTransition;
import io.holdfast.payments.payment.PaymentFixtures.State;
import io.holdfast.payments.payment.Work.Kind;
import io.holdfast.payments.provider.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Payments that their buyers confirm in the page. */
class InPagePaymentTests {

    /** In which an answer that the buyer has not confirmed yet may be news. */
    private static final EnumSet<State> OPEN = EnumSet.of(State.OPENING, State.AWAITING_BUYER, State.CHALLENGED);

    @ParameterizedTest
    @EnumSource(State.class)
    void anUnconfirmedPaymentMovesNoMoney(State state) {
        for (Answer answer : List.of(AWAITED, CHALLENGE)) {
            Payment payment = payment(state);
            PaymentStatus before = payment.status();
            payment.applyAnswer(answer, NOW);
            assertThat(saved(payment).status()).as("%s after %s", state, answer).isEqualTo(before);
            assertThat(payment.ledgerEntries()).isEqualTo(payment(state).ledgerEntries());
            assertThat(payment.applyLookup(answer, NOW) && !OPEN.contains(state))
                    .as("%s is changed by looking: %s", state, answer)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTHORIZING", "AUTHORIZING_AGAIN", "RELEASING"})
    void whatShouldHaveBeenAuthorizedAtOnceAndWaitsForABuyerIsCancelled(State state) {
        Payment payment = payment(state);
        payment.applyAnswer(CHALLENGE, NOW);
        assertThat(payment.stage()).isEqualTo(Stage.CANCELLING);
    }

    @Test
    void everyChallengeIsAnnouncedOnce() {
        Payment payment = payment(State.AWAITING_BUYER);
        List<PaymentMessage> announced = new ArrayList<>();
        for (Answer answer : List.of(AWAITED, CHALLENGE, CHALLENGE, AWAITED, AWAITED, CHALLENGE)) {
            payment.applyLookup(answer, NOW);
            payment.unpublished().ifPresent(announced::add);
            payment = saved(payment);
        }
        assertThat(announced)
                .hasSize(2)
                .allSatisfy(message -> assertThat(message)
                        .isInstanceOfSatisfying(
                                PaymentChallenged.class,
                                challenged ->
                                        assertThat(challenged.challengedAt()).isEqualTo(NOW)));
        assertThat(announced).extracting(PaymentMessage::version).containsExactly(1L, 2L);
    }

    @Test
    void aBankThatGoesOnAskingIsAnnouncedOnce() {
        Payment payment = saved(payment(State.CHALLENGED));
        Instant next = due(payment);
        payment.claimWork(next, LEASE);
        payment.applyAnswer(CHALLENGE, next);
        assertThat(payment.unpublished()).isEmpty();
    }

    @Test
    void aConfirmedPaymentIsAnnouncedAsAuthorizedWhenItIsLearned() {
        Payment payment = payment(State.CHALLENGED);
        Instant learned = NOW.plusSeconds(90);
        payment.applyLookup(new Answer.Authorized(REFERENCE), learned);
        assertThat(payment.unpublished())
                .get()
                .isInstanceOfSatisfying(
                        PaymentAuthorized.class,
                        message -> assertThat(message.payment().authorizedAt()).isEqualTo(learned));
    }

    @Test
    void looksRarelyUntilTheBankAsksAndBeforeTheHoldEnds() {
        Payment payment = payment(State.AWAITING_BUYER);
        assertThat(due(payment)).isEqualTo(NOW.plusSeconds(60));
        payment.claimWork(NOW.plusSeconds(60), LEASE);
        payment.applyAnswer(AWAITED, NOW.plusSeconds(60));
        assertThat(due(payment)).isEqualTo(NOW.plusSeconds(180));
        payment.applyLookup(CHALLENGE, NOW.plusSeconds(70));
        assertThat(due(payment)).isEqualTo(NOW.plusSeconds(75));

        payment.lookAtBuyerBy(NOW.plusSeconds(80));
        assertThat(due(payment)).isEqualTo(NOW.plusSeconds(75));
        payment.lookAtBuyerBy(NOW.plusSeconds(72));
        assertThat(due(saved(payment))).isEqualTo(NOW.plusSeconds(72));
        payment.applyLookup(AWAITED, NOW.plusSeconds(71));
        assertThat(due(saved(payment))).as("the last look before the hold ends").isEqualTo(NOW.plusSeconds(72));
    }

    private static Instant due(Payment payment) {
        return payment.work().orElseThrow().dueAt();
    }

    @Test
    void anEndedOrderEndsThePaymentAtTheProvider() {
        Payment payment = payment(State.GIVEN_UP);
        assertThat(payment.pendingCall()).contains(Kind.RELEASE);
        assertThat(payment.stage()).isEqualTo(Stage.CANCELLING);
        assertThat(payment.applyLookup(new Answer.Authorized(REFERENCE), NOW))
                .as("a late success is undone, not used")
                .isFalse();

        payment.applyAnswer(new Answer.Voided(REFERENCE), NOW);
        assertThat(payment.status()).isEqualTo(PaymentStatus.DECLINED);
        assertThat(payment.failure()).isEqualTo("not-confirmed");
        assertThat(payment.mayBeginNextAttempt()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void isGivenUpOnlyWhileItAwaitsItsBuyer(State state) {
        Payment payment = payment(state);
        if (payment.awaitsBuyer()) {
            payment.giveUpAwaitingBuyer(NOW, LEASE);
            assertThat(payment.stage()).isEqualTo(Stage.CANCELLING);
        } else {
            assertThatExceptionOfType(IllegalTransition.class)
                    .isThrownBy(() -> payment.giveUpAwaitingBuyer(NOW, LEASE));
        }
    }
}
