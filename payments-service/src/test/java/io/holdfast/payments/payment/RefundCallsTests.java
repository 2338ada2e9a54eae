package io.holdfast.payments.payment;

import static io.holdfast.payments.payment.PaymentFixtures.LATER;
import static io.holdfast.payments.payment.PaymentFixtures.LEASE;
import static io.holdfast.payments.payment.PaymentFixtures.REFERENCE;
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

import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.payment.PaymentFixtures.State;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.PaymentProvider;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;

/** What is asked of a provider that has forgotten the key of a refund, which may have been made before. */
class RefundCallsTests {

    private final PaymentProvider provider = mock();
    private final PaymentWorker worker = new PaymentWorker(
            mock(),
            mock(),
            new PaymentChanges(),
            mock(),
            provider,
            mock(),
            new Binder().bindOrCreate("holdfast.payments", PaymentsProperties.class),
            Clock.systemUTC(),
            ObservationRegistry.NOOP);

    @AfterEach
    void stop() {
        worker.close();
    }

    static List<Answer> looksThatTellNothing() {
        return List.of(
                new Answer.Unreached("too many requests"),
                new Answer.Unknown("an error"),
                new Answer.Refused("no-such-charge"),
                new Answer.Authorized(REFERENCE),
                new Answer.Voided(REFERENCE));
    }

    @ParameterizedTest
    @MethodSource("looksThatTellNothing")
    void aRefundThatMayHaveBeenMadeIsNotRequestedAgainUnlessTheProviderTellsThatItWasNot(Answer look) {
        when(provider.lookUp(REFERENCE)).thenReturn(look);

        assertThat(worker.call(retried(State.REFUNDING_PART))).isEqualTo(look);

        verify(provider, never()).refund(any(), anyLong(), any(), any());
    }

    @Test
    void aRefundThatWasMadeIsNotRequestedAgain() {
        when(provider.lookUp(REFERENCE)).thenReturn(refunds(0, 0, 1000));

        assertThat(worker.call(retried(State.REFUNDING_PART))).isEqualTo(refunds(0, 0, 1000));

        verify(provider, never()).refund(any(), anyLong(), any(), any());
    }

    @Test
    void aRefundThatWasNotMadeIsRequestedAgain() {
        when(provider.lookUp(REFERENCE)).thenReturn(new Answer.Captured(REFERENCE), refunds(1000, 0, 0));
        when(provider.refund(any(), anyLong(), any(), any())).thenReturn(refunds(1000, 0, 0));

        assertThat(worker.call(retried(State.REFUNDING_PART))).isEqualTo(refunds(1000, 0, 0));
        assertThat(worker.call(retried(State.REFUNDING_REST))).isEqualTo(refunds(1000, 0, 0));

        verify(provider).refund(REFERENCE, 1000, "USD", Payment.idFor(PaymentFixtures.ORDER) + "-1-refund-0-1000");
        verify(provider).refund(REFERENCE, 1500, "USD", Payment.idFor(PaymentFixtures.ORDER) + "-1-refund-1000-2500");
    }

    private static Payment retried(State state) {
        Payment payment = payment(state);
        payment.claimWork(LATER, LEASE);
        return saved(payment);
    }
}
