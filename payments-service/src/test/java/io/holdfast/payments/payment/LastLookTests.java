package io.holdfast.payments.payment;

import static io.holdfast.payments.payment.PaymentFixtures.AWAITED;
import static io.holdfast.payments.payment.PaymentFixtures.LEASE;
import static io.holdfast.payments.payment.PaymentFixtures.NOW;
import static io.holdfast.payments.payment.PaymentFixtures.ORDER;
import static io.holdfast.payments.payment.PaymentFixtures.REFERENCE;
import static io.holdfast.payments.payment.PaymentFixtures.order;
import static io.holdfast.payments.payment.PaymentFixtures.payment;
import static io.holdfast.payments.payment.PaymentFixtures.saved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;

/** When the provider is looked at while a hold ends whose buyer is to confirm the payment in the page. */
class LastLookTests {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Instant HOLD_ENDS = order(OrderStatus.AWAITING_PAYMENT).expiresAt();
    private static final Instant LAST = HOLD_ENDS.minusSeconds(5);

    private final PaymentProvider provider = mock();
    private final PaymentWriter writer = mock();
    private final PayableOrderStore orders = mock();
    private final Clock clock = mock();
    private final ProviderCalls calls = new ProviderCalls(1, 1, PATIENCE, PATIENCE);
    private final PaymentWorker worker = new PaymentWorker(
            mock(),
            writer,
            new PaymentChanges(),
            orders,
            provider,
            calls,
            new Binder().bindOrCreate("holdfast.payments", PaymentsProperties.class),
            clock,
            ObservationRegistry.NOOP);

    @BeforeEach
    void orderIsHeld() {
        when(writer.save(any())).then(call -> Optional.of(saved(call.getArgument(0))));
        when(orders.find(ORDER)).thenReturn(Optional.of(order(OrderStatus.AWAITING_PAYMENT)));
    }

    @AfterEach
    void stop() {
        worker.close();
        calls.close();
    }

    /** When the next look is due after one at {@code now} that got this answer, of a buyer who was looked at often before. */
    private Instant dueAfter(Instant now, Answer answer) {
        Payment payment = payment(State.CHALLENGED);
        for (Instant look = NOW.plusSeconds(30); look.isBefore(now); look = look.plusSeconds(30)) {
            payment.claimWork(look, LEASE);
            payment.postponeWork(look.minus(PATIENCE));
        }
        payment.claimWork(now, LEASE);
        when(clock.instant()).thenReturn(now);
        when(provider.lookUp(REFERENCE)).thenReturn(answer);
        return worker.makeCall(saved(payment))
                .orElseThrow()
                .work()
                .orElseThrow()
                .dueAt();
    }

    @Test
    void aLastLookWithoutAnAnswerIsRepeatedBeforeTheHoldEnds() {
        for (Answer none : List.of(
                new Answer.Unreached("too many requests"),
                new Answer.Unknown("reset"),
                new Answer.Refused("no-such-charge"))) {
            assertThat(dueAfter(LAST, none)).as("%s", none).isEqualTo(LAST.plusSeconds(1));
            assertThat(dueAfter(LAST.plusSeconds(4), none)).as("%s", none).isEqualTo(HOLD_ENDS);
        }
    }

    @Test
    void noLookGoesBeyondTheLastOne() {
        assertThat(dueAfter(LAST.minusSeconds(10), new Answer.Unreached("down")))
                .isEqualTo(LAST);
        assertThat(dueAfter(LAST.minusSeconds(10), AWAITED)).isEqualTo(LAST);
    }

    @Test
    void theProviderIsNotAskedEverySecondOnceItHasAnsweredOrTheHoldIsOver() {
        assertThat(dueAfter(LAST, AWAITED)).isAfter(HOLD_ENDS);
        assertThat(dueAfter(HOLD_ENDS, new Answer.Unreached("down"))).isAfter(HOLD_ENDS.plusSeconds(1));
    }
}
