package io.holdfast.expiration;

import static io.holdfast.expiration.MessageFixtures.event;
import static io.holdfast.expiration.MessageFixtures.order;
import static io.holdfast.expiration.RunningExpiration.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.DeadlineMessage;
import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.EventTimeOver;
import io.holdfast.contracts.HoldExpired;
import io.holdfast.contracts.Message;
import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderPlaced;
import io.holdfast.contracts.OrderProlonged;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.SalesClosed;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Deadlines set by the messages of other services are published once, and not before they have passed. */
@Tag("storage")
class ExpirationIT {

    private final RunningExpiration expiration = new RunningExpiration();

    @AfterEach
    void stop() {
        expiration.close();
    }

    @Test
    void publishesEachHoldOnceAfterItExpired() {
        ConfigurableApplicationContext service = expiration.start();
        Instant due = expiration.in(Duration.ofHours(1));
        expiration.publish(orders(0, 100, due));
        expiration.publish(orders(100, 200, due.plus(Duration.ofHours(1))));
        expiration.letPass(Duration.ofHours(1));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(expiration.receivedAt()).hasSize(100));
        // What is not recorded as published would be published again after the hour.
        await().atMost(SOON).until(() -> RunningExpiration.published(service) == 100);
        expiration.letPass(Duration.ofHours(1));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(expiration.receivedAt()).hasSize(200));
        assertThat(expiration.received()).hasSize(200).allSatisfy(message -> {
            assertThat(message).isInstanceOf(HoldExpired.class);
            assertThat(message.version()).isEqualTo(1);
            assertThat(expiration.receivedAt().get(message.id())).isAfterOrEqualTo(message.dueAt());
        });
    }

    @Test
    void timersThatAreDueSoonDoNotWaitForTheNextSearchOfTheDatabase() {
        expiration.start("--holdfast.expiration.poll=1h");
        Instant due = expiration.in(Duration.ofMinutes(2));
        expiration.publish(orders(0, 100, due));
        expiration.letPass(Duration.ofMinutes(2));
        expiration.publish(hold("first", due.minusSeconds(1), 1));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(expiration.receivedAt()).hasSize(101));
    }

    @Test
    void publishesNothingOfHoldsThatWerePaidWhateverTheOrderOfTheirMessages() {
        ConfigurableApplicationContext service = expiration.start();
        Instant due = expiration.in(Duration.ofHours(1));
        expiration.publish(
                hold("paid", due, 1),
                new OrderCompleted(order("paid", OrderStatus.COMPLETED, due, 2)),
                new OrderCompleted(order("early", OrderStatus.COMPLETED, due, 2)),
                hold("early", due, 1),
                hold("twice", due, 1),
                hold("twice", due, 1),
                hold("open", due.plus(Duration.ofHours(1)), 1));
        expiration.letPass(Duration.ofHours(1));
        await().atMost(SOON).until(() -> expiration.receivedAt().containsKey("hold-twice"));
        await().atMost(SOON).until(() -> RunningExpiration.published(service) == 1);
        expiration.letPass(Duration.ofHours(1));
        await().atMost(SOON).until(() -> expiration.receivedAt().containsKey("hold-open"));
        expiration.publish(hold("twice", due, 1), hold("last", due, 1));
        await().atMost(SOON).until(() -> expiration.receivedAt().containsKey("hold-last"));
        assertThat(expiration.received())
                .extracting(DeadlineMessage::subjectId)
                .containsExactly("twice", "open", "last");
    }

    @Test
    void aProlongedHoldExpiresAtItsNewDeadlineAlsoIfTheOldOneWasPublishedBefore() {
        ConfigurableApplicationContext service = expiration.start();
        Instant due = expiration.in(Duration.ofHours(1));
        Instant prolonged = due.plus(Duration.ofHours(1));
        expiration.publish(hold("early", due, 1), longer("early", prolonged, 2), hold("late", due, 1));
        expiration.publish(longer("twisted", prolonged, 2), hold("twisted", due, 1));
        expiration.letPass(Duration.ofHours(1));
        await().atMost(SOON).until(() -> expiration.receivedAt().containsKey("hold-late"));
        await().atMost(SOON).until(() -> RunningExpiration.published(service) == 1);
        expiration.publish(longer("late", prolonged, 2));
        expiration.letPass(Duration.ofHours(1));
        await().atMost(SOON).until(() -> expiration.received().size() == 4);
        assertThat(expiration.received())
                .extracting(DeadlineMessage::subjectId, DeadlineMessage::dueAt)
                .containsExactlyInAnyOrder(
                        tuple("late", due),
                        tuple("late", prolonged),
                        tuple("early", prolonged),
                        tuple("twisted", prolonged));
    }

    @Test
    void publishesWhenSalesCloseAndEventsEndAndFollowsChanges() {
        ConfigurableApplicationContext service = expiration.start();
        Instant start = expiration.in(Duration.ofHours(1));
        Instant end = start.plus(Duration.ofHours(1));
        Instant later = start.plus(Duration.ofDays(1));
        expiration.publish(
                new EventPublished(event("e", EventStatus.PUBLISHED, start, end, 1)),
                new EventPublished(event("moved", EventStatus.PUBLISHED, start, end, 1)),
                new EventChanged(event("moved", EventStatus.PUBLISHED, later, later, 2)),
                new EventPublished(event("off", EventStatus.PUBLISHED, start, start, 1)),
                new EventCancelled(event("off", EventStatus.CANCELLED, start, start, 2)));
        expiration.letPass(Duration.ofHours(1));
        await().atMost(SOON).until(() -> expiration.receivedAt().containsKey("sales-e"));
        await().atMost(SOON).until(() -> RunningExpiration.published(service) == 1);
        expiration.letPass(Duration.ofHours(1));
        await().atMost(SOON).until(() -> expiration.receivedAt().containsKey("end-e"));
        await().atMost(SOON).until(() -> RunningExpiration.published(service) == 2);
        assertThat(expiration.received())
                .containsExactly(new SalesClosed("sales-e", "e", start, 1), new EventTimeOver("end-e", "e", end, 1));

        // The sales closed already, at the same time: nothing to publish again. The end moved, and is published again.
        Instant moved = expiration.in(Duration.ofHours(1));
        expiration.publish(new EventChanged(event("e", EventStatus.PUBLISHED, start, moved, 2)));
        expiration.letPass(Duration.ofHours(1));
        await().atMost(SOON).until(() -> expiration.received().size() == 3);
        assertThat(expiration.received().getLast()).isEqualTo(new EventTimeOver("end-e", "e", moved, 2));
    }

    private static OrderProlonged longer(String orderId, Instant expiresAt, long version) {
        return new OrderProlonged(order(orderId, OrderStatus.AWAITING_PAYMENT, expiresAt, version));
    }

    private static OrderPlaced hold(String orderId, Instant expiresAt, long version) {
        return new OrderPlaced(order(orderId, OrderStatus.AWAITING_PAYMENT, expiresAt, version));
    }

    private static Message[] orders(int from, int to, Instant expiresAt) {
        return IntStream.range(from, to)
                .mapToObj(number -> hold("o" + number, expiresAt, 1))
                .toArray(Message[]::new);
    }
}
