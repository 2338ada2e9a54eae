package io.holdfast.expiration;

import static io.holdfast.expiration.MessageFixtures.event;
import static io.holdfast.expiration.MessageFixtures.order;
import static io.holdfast.expiration.RunningExpiration.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.DeadlineMessage;
import io.holdfast.contracts.EventCancelled;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventPublished;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.EventTimeOver;
import io.holdfast.contracts.HoldExpired;
import io.holdfast.contracts.OrderCompleted;
import io.holdfast.contracts.OrderPlaced;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.SalesClosed;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Deadlines that other services' messages set are told of in time, once. */
@Tag("storage")
class ExpirationIT {

    private final RunningExpiration expiration = new RunningExpiration();

    @AfterEach
    void stop() {
        expiration.close();
    }

    @Test
    void tellsOfHoldsWellWithinASecond() {
        expiration.start();
        Instant due = in(Duration.ofSeconds(6));
        for (int i = 0; i < 100; i++) {
            expiration.say(new OrderPlaced(order("o" + i, OrderStatus.AWAITING_PAYMENT, due.plusMillis(i * 5L), 1)));
        }
        await().untilAsserted(() -> assertThat(expiration.toldAt()).hasSize(100));
        for (DeadlineMessage message : expiration.told()) {
            assertThat(message).isInstanceOf(HoldExpired.class);
            assertThat(expiration.toldAt().get(message.id()))
                    .isBetween(message.dueAt(), message.dueAt().plusMillis(800));
        }
        assertThat(expiration.told()).extracting(DeadlineMessage::version).containsOnly(1L);
    }

    @Test
    void saysNothingOfHoldsThatWerePaidWhateverTheOrderOfTheirMessages() {
        expiration.start();
        Instant due = in(Duration.ofSeconds(4));
        expiration.say(new OrderPlaced(order("paid", OrderStatus.AWAITING_PAYMENT, due, 1)));
        expiration.say(new OrderCompleted(order("paid", OrderStatus.COMPLETED, due, 2)));
        expiration.say(new OrderCompleted(order("early", OrderStatus.COMPLETED, due, 2)));
        expiration.say(new OrderPlaced(order("early", OrderStatus.AWAITING_PAYMENT, due, 1)));
        expiration.say(new OrderPlaced(order("twice", OrderStatus.AWAITING_PAYMENT, due, 1)));
        expiration.say(new OrderPlaced(order("twice", OrderStatus.AWAITING_PAYMENT, due, 1)));
        expiration.say(new OrderPlaced(order("open", OrderStatus.AWAITING_PAYMENT, due.plusMillis(500), 1)));
        await().until(() -> expiration.toldAt().containsKey("hold-open"));
        expiration.say(new OrderPlaced(order("twice", OrderStatus.AWAITING_PAYMENT, due, 1)));
        expiration.say(new OrderPlaced(order("last", OrderStatus.AWAITING_PAYMENT, due, 1)));
        await().until(() -> expiration.toldAt().containsKey("hold-last"));
        assertThat(expiration.told()).extracting(DeadlineMessage::subjectId).containsExactly("twice", "open", "last");
    }

    @Test
    void tellsWhenSalesCloseAndEventsEndAndFollowsChanges() {
        expiration.start();
        Instant start = in(Duration.ofSeconds(4));
        expiration.say(new EventPublished(event("e", EventStatus.PUBLISHED, start, start.plusMillis(500), 1)));
        expiration.say(new EventPublished(event("moved", EventStatus.PUBLISHED, start, start.plusSeconds(3600), 1)));
        expiration.say(new EventChanged(
                event("moved", EventStatus.PUBLISHED, start.plusSeconds(600), start.plusSeconds(3600), 2)));
        expiration.say(new EventPublished(event("off", EventStatus.PUBLISHED, start, start, 1)));
        expiration.say(new EventCancelled(event("off", EventStatus.CANCELLED, start, start, 2)));
        await().until(() -> expiration.toldAt().containsKey("end-e"));
        assertThat(expiration.told())
                .containsExactly(
                        new SalesClosed("sales-e", "e", start, 1),
                        new EventTimeOver("end-e", "e", start.plusMillis(500), 1));

        // The sale closed already: nothing to tell of it again. The end moves: it will be expiration.told() of again.
        Instant end = in(Duration.ofMillis(500));
        expiration.say(new EventChanged(event("e", EventStatus.PUBLISHED, start, end, 2)));
        await().until(() -> expiration.told().size() == 3);
        assertThat(expiration.told().getLast()).isEqualTo(new EventTimeOver("end-e", "e", end, 2));
    }
}
