package io.holdfast.payments.payment;

import static io.holdfast.payments.payment.PaymentFixtures.LEASE;
import static io.holdfast.payments.payment.PaymentFixtures.NOW;
import static io.holdfast.payments.payment.PaymentFixtures.REFERENCE;
import static io.holdfast.payments.payment.PaymentFixtures.disputed;
import static io.holdfast.payments.payment.PaymentFixtures.order;
import static io.holdfast.payments.payment.PaymentFixtures.payment;
import static io.holdfast.payments.payment.PaymentFixtures.refunds;
import static io.holdfast.payments.payment.PaymentFixtures.saved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.DisputeState.Status;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.payments.payment.PaymentFixtures.State;
import io.holdfast.payments.payment.ReconciliationReport.Outcome;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.payments.provider.ProviderCalls;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is done about a payment of which the provider has lost something. It forgets the keys of refunds, too, and would make them again. */
class PaymentComparisonTests {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final PaymentStore payments = mock();
    private final PaymentProvider provider = mock();
    private final PaymentWriter writer = mock();
    private final Clock clock = mock();
    private final ProviderCalls calls = new ProviderCalls(1, 1, PATIENCE, PATIENCE);
    private final PaymentComparison comparison =
            new PaymentComparison(payments, writer, mock(), provider, calls, clock);

    @AfterEach
    void stop() {
        calls.close();
    }

    private Outcome compare(Payment payment, Answer look, Duration later) {
        when(payments.find(payment.id())).thenReturn(Optional.of(payment));
        when(provider.lookUp(REFERENCE)).thenReturn(look);
        when(clock.instant()).thenReturn(NOW.plus(later));
        return comparison.compare(payment.id());
    }

    @Test
    void aRefundThatIsLostIsRequestedAgainWhileItsKeyIsKnown() {
        Payment refunded = payment(State.REFUNDED);
        when(provider.refund(any(), anyLong(), any(), any())).thenReturn(refunds(2500, 0, 0));

        assertThat(compare(refunded, new Answer.Captured(REFERENCE), Duration.ofHours(19)))
                .isEqualTo(Outcome.REPEATED);

        verify(provider).refund(REFERENCE, 2500, "USD", refunded.keys().refund(new RefundStep(0, 2500)));
    }

    @Test
    void aRefundWhoseKeyMayBeForgottenIsLeftToAPerson() {
        assertThat(compare(payment(State.REFUNDED), new Answer.Captured(REFERENCE), Duration.ofHours(24)))
                .isEqualTo(Outcome.DIFFERS);

        verify(provider, never()).refund(any(), anyLong(), any(), any());
    }

    @Test
    void ofTwoRefundsTheOneWhoseKeyIsKnownIsRequestedAgain() {
        Payment payment = payment(State.PARTLY_REFUNDED);
        Instant second = NOW.plus(Duration.ofHours(10));
        payment.applyOrder(order(OrderStatus.SOLD_BACK), second, LEASE);
        payment = saved(payment);
        payment.applyAnswer(refunds(2500, 0, 0), second);
        payment = saved(payment);
        when(provider.refund(any(), anyLong(), any(), any())).thenReturn(refunds(1500, 0, 0));

        assertThat(compare(payment, new Answer.Captured(REFERENCE), Duration.ofHours(25)))
                .as("the first one is missing")
                .isEqualTo(Outcome.DIFFERS);

        verify(provider).refund(any(), anyLong(), any(), any());
        verify(provider).refund(REFERENCE, 1500, "USD", payment.keys().refund(new RefundStep(1000, 2500)));
    }

    /** The second attempt is authorized; of the first, which was declined and charged all the same, all was given back. */
    private static Payment second() {
        Payment payment = payment(State.DECLINED);
        payment.applyLookup(refunds(2500, 0, 0), NOW);
        payment = saved(payment);
        payment.beginNextAttempt("tok_visa", NOW, LEASE);
        payment = saved(payment);
        payment.applyAnswer(new Answer.Authorized("ref2"), NOW);
        return saved(payment);
    }

    @Test
    void aRefundOfAnEarlierAttemptThatFailedIsLearned() {
        Payment second = second();
        when(provider.lookUp("ref2")).thenReturn(new Answer.Authorized("ref2"));
        when(writer.save(second)).thenReturn(Optional.of(second));

        assertThat(compare(second, refunds(2500, 0, 0), Duration.ofDays(3))).isEqualTo(Outcome.AGREED);
        assertThat(compare(second, new Answer.Unreached("down"), Duration.ofDays(3)))
                .isEqualTo(Outcome.UNANSWERED);
        assertThat(compare(second, refunds(0, 0, 2500), Duration.ofDays(7))).isEqualTo(Outcome.LEARNED);

        assertThat(second.needsPerson()).contains("refund-failed");
        assertThat(compare(second, refunds(0, 0, 2500), Duration.ofDays(7))).isEqualTo(Outcome.AGREED);
        verify(provider, never()).refund(any(), anyLong(), any(), any());
    }

    @Test
    void aRefundOfAnEarlierAttemptIsRequestedAgainOnceAPersonWantsThat() {
        Payment second = second();
        second.applyLookup(second.undone().all().getFirst(), refunds(0, 0, 2500), NOW);
        second.retryRefund(null, NOW);
        when(provider.lookUp("ref2")).thenReturn(new Answer.Authorized("ref2"));
        when(writer.save(second)).thenReturn(Optional.of(second));
        when(provider.refund(any(), anyLong(), any(), any())).thenReturn(refunds(0, 2500, 2500));

        assertThat(compare(second, new Answer.Unknown("lost"), Duration.ZERO)).isEqualTo(Outcome.UNANSWERED);
        assertThat(compare(second, refunds(0, 0, 2500), Duration.ZERO)).isEqualTo(Outcome.LEARNED);
        assertThat(compare(second, refunds(0, 2500, 2500), Duration.ZERO)).isEqualTo(Outcome.AGREED);
        assertThat(compare(second, refunds(2500, 0, 2500), Duration.ZERO)).isEqualTo(Outcome.LEARNED);

        verify(provider).refund(REFERENCE, 2500, "USD", second.id() + "-1-refund-2500-5000");
    }

    /** As while the balance is too low. */
    @Test
    void aRefundOfAnEarlierAttemptThatTheProviderRefusesNeedsAPersonAgain() {
        Payment second = second();
        second.applyLookup(second.undone().all().getFirst(), refunds(0, 0, 2500), NOW);
        second.retryRefund(null, NOW);
        when(provider.lookUp("ref2")).thenReturn(new Answer.Authorized("ref2"));
        when(writer.save(second)).thenReturn(Optional.of(second));
        when(provider.refund(any(), anyLong(), any(), any())).thenReturn(refunds(0, 0, 2500));

        assertThat(compare(second, refunds(0, 0, 2500), Duration.ZERO)).isEqualTo(Outcome.DIFFERS);

        assertThat(second.needsPerson()).contains("refund-failed");
        assertThat(second.refundStopped()).isEqualTo(2500);
        assertThat(compare(second, refunds(0, 0, 2500), Duration.ZERO)).isEqualTo(Outcome.AGREED);
        verify(provider).refund(any(), anyLong(), any(), any());
        second.endRefund("operator1", null, NOW);
        assertThat(second.needsPerson()).isEmpty();
    }

    /** The operator has one retry, which is not spent by that. */
    @Test
    void aRefundOfAnEarlierAttemptThatADisputePreventsIsRequestedOnceThatIsWon() {
        Payment second = second();
        second.applyLookup(second.undone().all().getFirst(), refunds(0, 0, 2500), NOW);
        second.retryRefund(null, NOW);
        when(provider.lookUp("ref2")).thenReturn(new Answer.Authorized("ref2"));
        when(writer.save(second)).thenReturn(Optional.of(second));
        Answer open = reported(0, 2500, Status.OPEN);
        when(provider.refund(any(), anyLong(), any(), any())).thenReturn(open);

        assertThat(compare(second, refunds(0, 0, 2500), Duration.ZERO)).isEqualTo(Outcome.LEARNED);
        assertThat(second.needsPerson()).contains("disputed");
        assertThat(compare(second, open, Duration.ZERO)).isEqualTo(Outcome.AGREED);
        verify(provider).refund(any(), anyLong(), any(), any());

        Answer won = reported(0, 2500, Status.WON);
        when(provider.refund(any(), anyLong(), any(), any())).thenReturn(reported(2500, 2500, Status.WON));
        assertThat(compare(second, won, Duration.ZERO)).isEqualTo(Outcome.LEARNED);
        assertThat(compare(second, won, Duration.ZERO)).isEqualTo(Outcome.LEARNED);
        verify(provider).refund(REFERENCE, 2500, "USD", second.id() + "-1-refund-2500-5000-after-dispute-1");
        assertThat(second.needsPerson()).isEmpty();
    }

    private static Answer reported(long paid, long failed, Status status) {
        return Answer.charged(REFERENCE, paid, 0, failed, disputed(0, status).disputes());
    }

    @Test
    void whatAgreesOfAnEarlierAttemptHidesNothingOfTheCurrentOne() {
        Payment second = second();
        when(provider.lookUp("ref2")).thenReturn(new Answer.Refused("no-such-charge"));
        second.applyLookup(second.undone().all().getFirst(), refunds(0, 0, 2500), NOW);
        second.retryRefund(null, NOW);
        when(writer.save(second)).thenReturn(Optional.of(second));
        when(provider.refund(any(), anyLong(), any(), any())).thenReturn(refunds(0, 2500, 2500));

        assertThat(compare(second, refunds(0, 0, 2500), Duration.ZERO))
                .as("the refund was requested, and the provider does not know the current charge")
                .isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aCaptureThatIsLostIsRepeated() {
        Payment captured = payment(State.CAPTURED);
        when(provider.capture(REFERENCE, captured.keys().capture())).thenReturn(new Answer.Captured(REFERENCE));

        assertThat(compare(captured, new Answer.Authorized(REFERENCE), Duration.ZERO))
                .isEqualTo(Outcome.REPEATED);
    }

    @Test
    void aChargeThatIsGoneIsLeftToAPerson() {
        assertThat(compare(payment(State.CAPTURED), new Answer.Voided(REFERENCE), Duration.ZERO))
                .isEqualTo(Outcome.DIFFERS);
        assertThat(compare(payment(State.CAPTURED), new Answer.Refused("no-such-charge"), Duration.ZERO))
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(compare(payment(State.CAPTURED), new Answer.Unreached("down"), Duration.ZERO))
                .isEqualTo(Outcome.UNANSWERED);
    }
}
