package io.holdfast.expiration.timer;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A deadline fires once, not before its time, and as the newest message about its subject set it. */
class StoredTimersTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Instant DUE = NOW.plus(Duration.ofMinutes(10));
    private static final TimerKind KIND = TimerKind.values()[0];
    private static final List<String> IDS = List.of(KIND.timerId("order"));

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOW);
    private final TimerStore timers = replica();

    private TimerStore replica() {
        return new TimerStore(database.factory("expiration", Effects.NONE, "expiration"));
    }

    @Test
    void aDeadlineFiresOnceAtOneReplica() {
        timers.schedule(KIND, "order", DUE, 1, NOW);
        assertThat(timers.fire(IDS, DUE.minusMillis(1))).isEmpty();
        assertThat(timers.fire(IDS, DUE)).hasSize(1);
        assertThat(replica().fire(IDS, DUE.plusSeconds(1))).isEmpty();
        assertThat(timers.firstDue()).isEmpty();
    }

    @Test
    void theGuardOfAFiringIsFalseOnceTheTimerFiredOrWasSetAnew() {
        timers.schedule(KIND, "order", DUE, 1, NOW);
        TimerStore slow = new TimerStore(database.factory(
                "slow",
                operation -> {
                    if (operation.name().equals("update")) {
                        // Another replica fires between the read of this one and its write.
                        assertThat(timers.fire(IDS, DUE)).hasSize(1);
                    }
                    operation.perform();
                },
                "expiration"));
        assertThat(slow.fire(IDS, DUE)).isEmpty();
    }

    @Test
    void aDeadlineThatWasMovedBetweenReadAndWriteDoesNotFire() {
        timers.schedule(KIND, "order", DUE, 1, NOW);
        TimerStore slow = new TimerStore(database.factory(
                "slow",
                operation -> {
                    if (operation.name().equals("update")) {
                        timers.schedule(KIND, "order", DUE.plusSeconds(60), 2, NOW);
                    }
                    operation.perform();
                },
                "expiration"));
        assertThat(slow.fire(IDS, DUE)).isEmpty();
        assertThat(timers.firstDue()).contains(DUE.plusSeconds(60));
    }

    @Test
    void aMessageThatWasRepeatedOrComesLateChangesNothing() {
        timers.schedule(KIND, "order", DUE, 1, NOW);
        timers.cancel(KIND, "order", DUE, 2, NOW);
        assertThat(timers.schedule(KIND, "order", DUE, 1, NOW)).isFalse();
        assertThat(timers.schedule(KIND, "order", DUE.plusSeconds(5), 2, NOW)).isFalse();
        assertThat(timers.fire(IDS, DUE.plusSeconds(60))).isEmpty();
    }

    @Test
    void aTimerThatIsCancelledBeforeItIsSetStaysCancelled() {
        timers.cancel(KIND, "order", DUE, 2, NOW);
        assertThat(timers.schedule(KIND, "order", DUE, 1, NOW)).isFalse();
        assertThat(timers.fire(IDS, DUE)).isEmpty();
    }

    @Test
    void aDeadlineThatFiredDoesNotFireAgainForAMessageThatKeepsIt() {
        timers.schedule(KIND, "order", DUE, 1, NOW);
        assertThat(timers.fire(IDS, DUE)).hasSize(1);
        assertThat(timers.schedule(KIND, "order", DUE, 2, DUE)).isFalse();
        assertThat(timers.fire(IDS, DUE)).isEmpty();
    }

    /** A message about an older version sets the timer between the look for one to cancel and the note that it is cancelled. */
    @Test
    void aTimerThatIsSetWhileItIsBeingCancelledIsCancelled() {
        TimerStore slow = meanwhile("insert", () -> timers.schedule(KIND, "order", DUE, 1, NOW));
        slow.cancel(KIND, "order", DUE, 2, NOW);
        assertThat(timers.firstDue()).isEmpty();
        assertThat(timers.fire(IDS, DUE)).isEmpty();
    }

    @Test
    void aTimerThatAnOlderMessageSetsMeanwhileGetsTheLaterDeadline() {
        TimerStore slow = meanwhile("insert", () -> timers.schedule(KIND, "order", DUE, 1, NOW));
        assertThat(slow.schedule(KIND, "order", DUE.plusSeconds(60), 2, NOW)).isTrue();
        assertThat(timers.firstDue()).contains(DUE.plusSeconds(60));
    }

    @Test
    void aTimerThatWasCancelledIsSetAnewForTheSameDeadline() {
        timers.schedule(KIND, "order", DUE, 1, NOW);
        timers.cancel(KIND, "order", DUE, 2, NOW);
        assertThat(timers.schedule(KIND, "order", DUE, 3, NOW)).isTrue();
        assertThat(timers.fire(IDS, DUE)).hasSize(1);
    }

    @Test
    void onlyWhatIsOverAndPublishedIsDeleted() {
        timers.schedule(KIND, "waiting", DUE.plus(Duration.ofDays(30)), 1, NOW);
        timers.schedule(KIND, "fired", DUE, 1, NOW);
        timers.schedule(KIND, "cancelled", DUE, 1, NOW);
        timers.cancel(KIND, "cancelled", DUE, 2, NOW);
        assertThat(timers.fire(List.of(KIND.timerId("fired")), DUE)).hasSize(1);

        assertThat(timers.deleteFinished(DUE.plus(Duration.ofDays(1)))).isFalse();

        assertThat(database.documents("expiration", TimerStore.COLLECTION))
                .as("what fired is not published")
                .extracting(timer -> timer.getString("subjectId").getValue())
                .containsExactlyInAnyOrder("waiting", "fired");
    }

    /** A late message would set it again. */
    @Test
    void whatIsOverIsKeptForAWhile() {
        timers.schedule(KIND, "order", DUE, 1, NOW);
        timers.cancel(KIND, "order", DUE, 2, NOW);

        timers.deleteFinished(NOW);

        assertThat(timers.schedule(KIND, "order", DUE, 1, NOW)).isFalse();
        assertThat(timers.firstDue()).isEmpty();
    }

    /** A replica, at the first write of this kind of which something else happens before. */
    private TimerStore meanwhile(String write, Runnable before) {
        AtomicBoolean happened = new AtomicBoolean();
        return new TimerStore(database.factory(
                "slow",
                operation -> {
                    if (operation.name().equals(write) && !happened.getAndSet(true)) {
                        before.run();
                    }
                    operation.perform();
                },
                "expiration"));
    }
}
