package io.holdfast.expiration;

import static io.holdfast.expiration.MessageFixtures.order;
import static io.holdfast.expiration.RunningExpiration.in;
import static io.holdfast.expiration.RunningExpiration.waiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.DeadlineMessage;
import io.holdfast.contracts.OrderPlaced;
import io.holdfast.contracts.OrderStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Deadlines are told of once, whatever becomes of the service and the broker meanwhile. */
@Tag("storage")
class ExpirationUnderFaultsIT {

    private final RunningExpiration expiration = new RunningExpiration();

    @AfterEach
    void stop() {
        expiration.close();
    }

    @Test
    void tellsOfOverdueHoldsAfterARestart() {
        ConfigurableApplicationContext service = expiration.start();
        Instant due = in(Duration.ofSeconds(5));
        expiration.say(new OrderPlaced(order("slept", OrderStatus.AWAITING_PAYMENT, due, 1)));
        expiration.say(new OrderPlaced(order("later", OrderStatus.AWAITING_PAYMENT, due.plusSeconds(10), 1)));
        await().until(() -> waiting(service) == 2);
        service.close();
        await().until(() -> Instant.now().isAfter(due.plusMillis(100)));
        assertThat(expiration.told()).isEmpty();
        expiration.start();
        await().untilAsserted(() -> assertThat(expiration.told())
                .extracting(DeadlineMessage::subjectId)
                .containsExactly("slept", "later"));
        assertThat(expiration.toldAt().get("hold-later"))
                .isBefore(due.plusSeconds(10).plusMillis(800));
    }

    @Test
    void tellsOnceWithSeveralReplicas() {
        ConfigurableApplicationContext service = expiration.start();
        expiration.start();
        Instant due = in(Duration.ofSeconds(8));
        for (int i = 0; i < 100; i++) {
            expiration.say(new OrderPlaced(order("r" + i, OrderStatus.AWAITING_PAYMENT, due, 1)));
        }
        await().until(() -> waiting(service) == 100);
        await().untilAsserted(() -> assertThat(expiration.toldAt()).hasSize(100));
        await().during(Duration.ofSeconds(1)).until(() -> expiration.told().size() == 100);
        assertThat(expiration.toldAt().values()).allSatisfy(at -> assertThat(at).isBetween(due, due.plusMillis(900)));
    }

    @Test
    void tellsLaterWhatItCouldNotTellWhileTheBrokerWasAway() {
        ConfigurableApplicationContext service = expiration.start();
        Instant due = in(Duration.ofSeconds(6));
        IntStream.range(0, 20)
                .forEach(i -> expiration.say(new OrderPlaced(order("b" + i, OrderStatus.AWAITING_PAYMENT, due, 1))));
        await().until(() -> waiting(service) == 20);
        expiration.broker().kill();
        await().until(() -> waiting(service) == 0);
        expiration.broker().restart();
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> expiration.onStream() == 20);
    }
}
