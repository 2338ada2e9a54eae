package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnmarkedTests {

    private static final OutboxItem ITEM = new OutboxItem("a", 1, List.of(message(1)), Instant.EPOCH, List.of());
    private static final OutboxItem BOTH =
            new OutboxItem("a", 2, List.of(message(1), message(2)), Instant.EPOCH, List.of());
    private static final PublishResult ACKNOWLEDGED = new PublishResult(ITEM, Map.of(1L, 7L));

    private static final Instant NOW = Instant.EPOCH.plusSeconds(10);

    private final Unmarked unmarked = new Unmarked();

    @Test
    void onlyOneMarksWhatWasPublished() {
        publish(ACKNOWLEDGED);

        assertThat(unmarked.take("a", () -> 1, NOW)).isPresent();

        assertThat(unmarked.take("a", () -> 1, NOW)).isEmpty();
        assertThat(unmarked.take(ACKNOWLEDGED)).isFalse();
    }

    /** Replicas compare that time with the one at which they send a message again, which a clock of the writer's could not be. */
    @Test
    void whatIsTakenIsMarkedWithTheTimeOfTheRelay() {
        publish(ACKNOWLEDGED);

        OutboxMark mark = unmarked.take("a", () -> 1, NOW).orElseThrow();

        assertThat(mark.fields())
                .containsEntry("outbox.entries.1.publishedAt", Date.from(NOW))
                .containsEntry("outbox.entries.1.sequence", 7L);
    }

    @Test
    void whatTheRelayMarksIsNotTaken() {
        publish(ACKNOWLEDGED);

        assertThat(unmarked.take(ACKNOWLEDGED)).isTrue();

        assertThat(unmarked.take("a", () -> 1, NOW)).isEmpty();
    }

    @Test
    void whatWasNotAcknowledgedOrByAnEarlierConnectionIsLeft() {
        publish(new PublishResult(ITEM, Map.of()));
        assertThat(unmarked.take("a", () -> 1, NOW)).isEmpty();

        Unmarked other = new Unmarked();
        other.add(batch(ACKNOWLEDGED));
        assertThat(other.take("a", () -> 2, NOW)).isEmpty();
        assertThat(other.take(ACKNOWLEDGED)).isTrue();
    }

    /** The relay notes when it was published, which the write of the aggregate would not. */
    @Test
    void whatWaitedForTheBrokerIsLeftToTheRelay() {
        publish(ACKNOWLEDGED);

        assertThat(unmarked.take("a", () -> 1, Instant.EPOCH.plusSeconds(30))).isEmpty();

        assertThat(unmarked.take(ACKNOWLEDGED)).isTrue();
    }

    /** As of marks that the relay writes: a look for losses before it is stored would miss it. */
    @Test
    void whatWasTakenIsAwaitedUntilItHasEnded() throws Exception {
        publish(ACKNOWLEDGED);
        Optional<OutboxMark> taken = unmarked.take("a", () -> 1, NOW);

        Thread awaiting = Thread.ofPlatform().start(unmarked::awaitWritten);
        await().until(() -> awaiting.getState() == Thread.State.WAITING || !awaiting.isAlive());
        assertThat(awaiting.isAlive()).isTrue();
        taken.ifPresent(unmarked::ended);

        awaiting.join();
    }

    /** It was not marked yet when the next message was written, and was published with that once more. */
    @Test
    void whatWasSentAgainWithSomethingNewerIsMarkedWithIt() {
        publish(ACKNOWLEDGED);
        publish(new PublishResult(BOTH, Map.of(1L, 7L, 2L, 9L)));

        assertThat(unmarked.take(ACKNOWLEDGED)).as("by itself").isFalse();

        assertThat(unmarked.take("a", () -> 1, NOW).orElseThrow().isUpTo(2)).isTrue();
    }

    @Test
    void whatWasSentAgainIsMarkedByItselfWhileWhatIsNewerIsNotAcknowledged() {
        publish(ACKNOWLEDGED);
        publish(new PublishResult(BOTH, Map.of(1L, 7L)));

        assertThat(unmarked.take(ACKNOWLEDGED)).isTrue();
    }

    private static OutboxMessage message(long version) {
        return new OutboxMessage("a", version, "expirations.hold-expired.a", "{}", Instant.EPOCH, null);
    }

    private void publish(PublishResult result) {
        unmarked.add(batch(result));
    }

    private static PublishedBatch batch(PublishResult result) {
        return new PublishedBatch(new OutgoingBatch(List.of(result.item()), null), List.of(result), Instant.EPOCH, 1);
    }
}
