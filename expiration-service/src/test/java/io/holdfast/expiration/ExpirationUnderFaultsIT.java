package io.holdfast.expiration;

import static io.holdfast.expiration.MessageFixtures.order;
import static io.holdfast.expiration.RunningExpiration.SOON;
import static io.holdfast.expiration.RunningExpiration.published;
import static io.holdfast.expiration.RunningExpiration.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.DeadlineMessage;
import io.holdfast.contracts.Message;
import io.holdfast.contracts.OrderPlaced;
import io.holdfast.contracts.OrderStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Deadlines are published once, whatever happens to the service and the broker meanwhile. */
@Tag("storage")
class ExpirationUnderFaultsIT {

    private final RunningExpiration expiration = new RunningExpiration();

    @AfterEach
    void stop() {
        expiration.close();
    }

    @Test
    void publishesOverdueHoldsAfterARestart() {
        ConfigurableApplicationContext service = expiration.start();
        Instant due = expiration.in(Duration.ofHours(1));
        expiration.publish(hold("overdue", due), hold("later", due.plus(Duration.ofHours(1))));
        assertThat(waiting(service)).isEqualTo(2);
        service.close();
        expiration.letPass(Duration.ofHours(1));
        assertThat(expiration.received()).isEmpty();
        ConfigurableApplicationContext restarted = expiration.start();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(expiration.received())
                        .extracting(DeadlineMessage::subjectId)
                        .containsExactly("overdue"));
        // What is not recorded as published would be published again after the hour.
        await().atMost(SOON).until(() -> published(restarted) == 1);
        expiration.letPass(Duration.ofHours(1));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(expiration.received())
                        .extracting(DeadlineMessage::subjectId)
                        .containsExactly("overdue", "later"));
    }

    @Test
    void publishesOnceWithSeveralReplicas() {
        ConfigurableApplicationContext service = expiration.start();
        expiration.start();
        expiration.publish(holds(100, expiration.in(Duration.ofHours(1))));
        assertThat(waiting(service)).isEqualTo(100);
        assertThat(expiration.received()).isEmpty();
        expiration.letPass(Duration.ofHours(1));
        await().atMost(SOON).until(() -> published(service) == 100);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(expiration.receivedAt()).hasSize(100));
        assertThat(expiration.received())
                .hasSize(100)
                .extracting(DeadlineMessage::version)
                .containsOnly(1L);
    }

    @Test
    void publishesLaterWhatItCouldNotPublishWhileTheBrokerWasAway() {
        ConfigurableApplicationContext service = expiration.start();
        expiration.publish(holds(20, expiration.in(Duration.ofHours(1))));
        assertThat(waiting(service)).isEqualTo(20);
        expiration.broker().kill();
        expiration.letPass(Duration.ofHours(1));
        await().atMost(SOON).until(() -> waiting(service) == 0);
        expiration.broker().restart();
        await().atMost(SOON).ignoreExceptions().until(() -> expiration.onStream() == 20);
    }

    private static OrderPlaced hold(String orderId, Instant expiresAt) {
        return new OrderPlaced(order(orderId, OrderStatus.AWAITING_PAYMENT, expiresAt, 1));
    }

    private static Message[] holds(int count, Instant expiresAt) {
        return IntStream.range(0, count)
                .mapToObj(number -> hold("o" + number, expiresAt))
                .toArray(Message[]::new);
    }
}
