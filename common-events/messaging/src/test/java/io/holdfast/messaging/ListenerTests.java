package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** What is asked of the broker for a consumer: outages are longer than those that a test can wait for. */
class ListenerTests {
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
    private static final Duration REPLAY = Duration.ofMinutes(20);

    @Test
    void aDurableConsumerGetsEachMessageUntilItIsAcknowledged() {
        ConsumerConfiguration wanted = Listener.durable("orders", "payments-service");

        assertThat(wanted.getDurable()).isEqualTo("payments-service");
        assertThat(wanted.getFilterSubject()).isEqualTo("orders.>");
        assertThat(wanted.getDeliverPolicy()).isEqualTo(DeliverPolicy.All);
        assertThat(wanted.getAckPolicy()).isEqualTo(AckPolicy.Explicit);
        assertThat(wanted.getMaxDeliver()).as("as often as needed").isEqualTo(-1);
        assertThat(wanted.getInactiveThreshold())
                .as("kept while no replica runs")
                .isNull();
        assertThat(wanted.getMaxAckPending()).isEqualTo(Listener.MAX_ACK_PENDING);
        assertThat(wanted.getAckWait()).isEqualTo(Acknowledgements.WAIT);
    }

    @Test
    void aBroadcastBeginsWhereItIsTold() {
        ConsumerConfiguration wanted = Listener.broadcast("sessions", "web-client-1", NOW);

        assertThat(wanted.getDurable()).isNull();
        assertThat(wanted.getFilterSubject()).isEqualTo("sessions.>");
        assertThat(wanted.getDeliverPolicy()).isEqualTo(DeliverPolicy.ByStartTime);
        assertThat(wanted.getStartTime()).isEqualTo(NOW.atZone(ZoneOffset.UTC));
        assertThat(wanted.getAckPolicy()).isEqualTo(AckPolicy.None);
        assertThat(wanted.getInactiveThreshold())
                .as("deleted when its replica is gone")
                .isPositive();
    }

    @Test
    void afterAnOutageABroadcastGoesOnWhereItBrokeOff() {
        assertThat(Listener.beginning(NOW.minus(Duration.ofHours(3)), NOW, REPLAY))
                .isEqualTo(NOW.minus(Duration.ofHours(3)).minus(REPLAY));
    }

    @Test
    void aClockThatWentBackLeavesNothingOut() {
        assertThat(Listener.beginning(NOW.plus(Duration.ofHours(1)), NOW, REPLAY))
                .isEqualTo(NOW.minus(REPLAY));
    }
}
