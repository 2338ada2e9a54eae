package io.holdfast.payments.payment;

import static io.holdfast.payments.payment.PaymentFixtures.LATER;
import static io.holdfast.payments.payment.PaymentFixtures.LEASE;
import static io.holdfast.payments.payment.PaymentFixtures.ORDER;
import static io.holdfast.payments.payment.PaymentFixtures.REFERENCE;
import static io.holdfast.payments.payment.PaymentFixtures.order;
import static io.holdfast.payments.payment.PaymentFixtures.payment;
import static io.holdfast.payments.payment.PaymentFixtures.refunds;
import static io.holdfast.payments.payment.PaymentFixtures.saved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.payments.PaymentsProperties;
import io.holdfast.payments.order.PayableOrderStore;
import io.holdfast.payments.payment.PaymentFixtures.State;
import io.holdfast.payments.provider.Answer;
import io.holdfast.payments.provider.PaymentProvider;
import io.holdfast.payments.provider.ProviderCalls;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;

/**
 * What is asked of a provider that has forgotten the key of a refund, which may have been made before, and how many refunds are requested at
 * a time.
 */
class RefundCallsTests {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final PaymentProvider provider = mock();
    private final PaymentStore payments = mock();
    private final PaymentWriter writer = mock();
    private final PayableOrderStore orders = mock();
    private final Clock clock = mock();
    private final ProviderCalls calls = new ProviderCalls(1, 1, PATIENCE, PATIENCE);
    private final PaymentWorker worker = new PaymentWorker(
            payments,
            writer,
            new PaymentChanges(),
            orders,
            provider,
            calls,
            new Binder().bindOrCreate("holdfast.payments", PaymentsProperties.class),
            clock,
            ObservationRegistry.NOOP);

    @BeforeEach
    void everyWriteIsMade() {
        when(clock.instant()).thenReturn(LATER);
        when(writer.save(any())).then(call -> Optional.of(saved(call.getArgument(0))));
    }

    @AfterEach
    void stop() {
        worker.close();
        calls.close();
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

    @Test
    void aRefundThatHasToWaitIsStoredAndLeftToTheSweep() throws Exception {
        Payment payment = payment(State.CAPTURED);
        when(payments.find(payment.id())).thenReturn(Optional.of(payment));
        when(orders.find(ORDER)).thenReturn(Optional.of(order(OrderStatus.SOLD_BACK)));

        whileARefundIsUnderWay(() -> {
            worker.followOrder(payment.id());
            worker.workOn(payment.id());
        });
        worker.close();

        verifyNoInteractions(provider);
        verify(writer).save(argThat(stored -> stored.stage() == Stage.REFUNDING && stored.isDue(LATER)));
    }

    @Test
    void aRefundThatHasToWaitIsNotClaimed() throws Exception {
        Payment payment = payment(State.REFUNDING);
        when(payments.find(payment.id())).thenReturn(Optional.of(payment));

        whileARefundIsUnderWay(() -> worker.resume(payment.id()));
        verifyNoInteractions(provider, writer);

        when(provider.lookUp(REFERENCE)).thenReturn(refunds(2500, 0, 0));
        worker.resume(payment.id());
        verify(writer, times(2)).save(any());
    }

    @Test
    void whoFollowsAnOrderBeginsNoRefundInThatMomentEither() {
        when(payments.find(any())).then(_ -> Optional.of(payment(State.REFUNDING)));
        when(provider.lookUp(REFERENCE)).thenReturn(new Answer.Unreached("too many requests"));
        worker.resume("payment1");
        when(payments.find(any())).then(_ -> Optional.of(payment(State.CAPTURED)));
        when(orders.find(ORDER)).thenReturn(Optional.of(order(OrderStatus.SOLD_BACK)));

        worker.workOn("payment2");

        verify(provider).lookUp(REFERENCE);
        verifyNoMoreInteractions(provider);
    }

    @Test
    void afterARefundThatDidNotReachTheProviderNoneIsBegunForAMoment() {
        when(payments.find(any())).then(_ -> Optional.of(payment(State.REFUNDING)));
        when(provider.lookUp(REFERENCE)).thenReturn(new Answer.Unreached("too many requests"));

        worker.resume("payment1");
        worker.resume("payment2");
        verify(provider).lookUp(REFERENCE);
        assertThat(worker.mayRefund()).isFalse();

        when(clock.instant()).thenReturn(LATER.plusSeconds(1));
        worker.resume("payment2");
        verify(provider, times(2)).lookUp(REFERENCE);
    }

    private void whileARefundIsUnderWay(Runnable action) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<Answer>> other = threads.submit(() -> calls.refund(() -> {
                begun.countDown();
                done.await();
                return refunds(2500, 0, 0);
            }));
            begun.await();
            try {
                action.run();
            } finally {
                done.countDown();
            }
            assertThat(other.get()).isPresent();
        }
    }

    private static Payment retried(State state) {
        Payment payment = payment(state);
        payment.claimWork(LATER, LEASE);
        return saved(payment);
    }
}
