package io.holdfast.expiration.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.mongodb.MongoException;
import io.holdfast.contracts.OrderPlaced;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.messaging.ClockSkew;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.Failures;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Timers fire in the first round after they are due, wherever they are found, and many of them yield to orders. */
class StoredFiringTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Instant DUE = NOW.plus(Duration.ofMinutes(2));
    private static final TimerKind KIND = TimerKind.values()[0];

    private static final int TOGETHER = 500;
    private static final int MANY = TOGETHER + 1;

    /** The database is searched in the first round only. */
    private static final TimerProperties PROPERTIES =
            new TimerProperties(Duration.ofHours(1), Duration.ofMinutes(3), Duration.ofHours(24));

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOW);
    private final TimerStore timers = store(Effects.NONE);
    private final UpcomingTimers upcoming = new UpcomingTimers();
    private final OutboxRelay relay = mock(OutboxRelay.class);
    private final OrderTraffic traffic = mock(OrderTraffic.class);
    private final Clock clock = mock(Clock.class);
    private final ClockSkew skew = mock(ClockSkew.class);
    private final Set<String> fired = new HashSet<>();

    @BeforeEach
    void noOrdersArePlaced() {
        when(clock.instant()).thenReturn(NOW);
        when(skew.databaseClock()).thenReturn(clock);
        when(traffic.restAfter(any())).thenReturn(Duration.ZERO);
        doAnswer(call -> {
                    call.<Collection<Timer>>getArgument(0).forEach(timer -> fired.add(timer.id()));
                    return null;
                })
                .when(relay)
                .publishAll(anyCollection());
    }

    private TimerStore store(Effects effects) {
        return new TimerStore(database.factory("expiration", effects, "expiration"));
    }

    private TimerFiring replica(TimerStore store) {
        return new TimerFiring(store, upcoming, relay, traffic, skew, PROPERTIES);
    }

    private void schedule(String subject, Instant due) {
        assertThat(timers.schedule(KIND, subject, due, 1, NOW)).isTrue();
    }

    @Test
    void whatWasSetBeforeTheStartFiresWhenItIsDueWithoutAnotherSearch() throws InterruptedException {
        schedule("overdue", NOW.minusSeconds(1));
        schedule("ahead", DUE);
        schedule("far ahead", NOW.plus(Duration.ofHours(2)));
        TimerFiring replica = replica(timers);

        assertThat(replica.round()).isEqualTo(Duration.between(NOW, DUE).plusMillis(1));
        assertThat(fired).containsExactly(KIND.timerId("overdue"));
        when(clock.instant()).thenReturn(DUE);
        replica.round();

        assertThat(fired).containsExactlyInAnyOrder(KIND.timerId("overdue"), KIND.timerId("ahead"));
    }

    @Test
    void whatIsSetLaterFiresWhenItIsDueWithoutAnotherSearch() throws InterruptedException {
        TimerFiring replica = replica(timers);
        replica.round();
        BackgroundLoop loop = mock(BackgroundLoop.class);
        TimerScheduler scheduler = new TimerScheduler(timers, upcoming, new OrderTraffic(), loop, PROPERTIES, skew);

        scheduler.orderChanged(new OrderPlaced(order("order", OrderStatus.AWAITING_PAYMENT, DUE, 1)));
        verify(loop).wake();
        scheduler.orderChanged(new OrderPlaced(order("later", OrderStatus.AWAITING_PAYMENT, DUE.plusSeconds(1), 1)));
        verify(loop).wake();
        assertThat(replica.round()).isEqualTo(Duration.between(NOW, DUE).plusMillis(1));
        when(clock.instant()).thenReturn(DUE);
        replica.round();

        assertThat(fired).containsExactly(TimerKind.HOLD.timerId("order"));
    }

    /** The first look ahead that it is near enough for finds it. */
    @Test
    void whatIsDueMuchLaterIsNotInMemory() {
        TimerScheduler scheduler =
                new TimerScheduler(timers, upcoming, new OrderTraffic(), mock(BackgroundLoop.class), PROPERTIES, skew);

        scheduler.orderChanged(
                new OrderPlaced(order("order", OrderStatus.AWAITING_PAYMENT, NOW.plus(Duration.ofMinutes(4)), 1)));

        assertThat(upcoming.next()).isEmpty();
        assertThat(timers.firstDue()).isPresent();
    }

    @Test
    void anOrderThatWasFreeHasNoTimer() {
        TimerScheduler scheduler =
                new TimerScheduler(timers, upcoming, new OrderTraffic(), mock(BackgroundLoop.class), PROPERTIES, skew);
        scheduler.orderChanged(new OrderPlaced(order("order", OrderStatus.COMPLETED, DUE, 1)));
        assertThat(database.documents("expiration", TimerStore.COLLECTION)).isEmpty();
    }

    private static OrderState order(String id, OrderStatus status, Instant expiresAt, long version) {
        return new OrderState(
                id, "event1", "buyer1", status, List.of(), 500, "EUR", NOW, expiresAt, null, null, 0, version);
    }

    /** It is gone from memory. */
    @Test
    void whatFailsToFireIsLookedForInTheDatabaseAtOnce() throws InterruptedException {
        AtomicBoolean broken = new AtomicBoolean();
        TimerFiring replica = replica(store(operation -> {
            if (broken.get() && operation.isWrite()) {
                throw Failures.connectionReset();
            }
            operation.perform();
        }));
        schedule("order", DUE);
        replica.round();
        when(clock.instant()).thenReturn(DUE);
        broken.set(true);
        assertThatThrownBy(replica::round).isInstanceOf(MongoException.class);
        assertThat(fired).isEmpty();

        broken.set(false);
        replica.round();

        assertThat(fired).containsExactly(KIND.timerId("order"));
    }

    @Test
    void allThatAreDueFireInOneRound() throws InterruptedException {
        TimerFiring replica = setAndLookAhead(DUE);
        replica.round();
        assertThat(fired).hasSize(MANY);
    }

    @Test
    void betweenManyThatFireThereIsARest() throws InterruptedException {
        TimerFiring replica = setAndLookAhead(DUE);
        interruptRests();
        assertThatThrownBy(replica::round).isInstanceOf(InterruptedException.class);
        assertThat(fired).hasSize(TOGETHER);
    }

    @Test
    void betweenManyThatAreFoundThereIsARest() throws InterruptedException {
        for (int i = 0; i < MANY; i++) {
            schedule("order" + i, NOW);
        }
        interruptRests();
        assertThatThrownBy(replica(timers)::round).isInstanceOf(InterruptedException.class);
        assertThat(fired).hasSize(TOGETHER);
    }

    /** Many that are in memory, and due now. */
    private TimerFiring setAndLookAhead(Instant due) throws InterruptedException {
        for (int i = 0; i < MANY; i++) {
            schedule("order" + i, due);
        }
        TimerFiring replica = replica(timers);
        replica.round();
        assertThat(fired).isEmpty();
        when(clock.instant()).thenReturn(due);
        return replica;
    }

    /** Each ends by an exception as soon as it begins. */
    private void interruptRests() {
        when(traffic.restAfter(any())).thenAnswer(_ -> {
            Thread.currentThread().interrupt();
            return Duration.ofSeconds(1);
        });
    }
}
