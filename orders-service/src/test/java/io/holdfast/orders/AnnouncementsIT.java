package io.holdfast.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.MessagePublisher;
import io.holdfast.orders.inventory.Inventory;
import io.holdfast.testkit.TestBroker;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Availability as it is published to the other services. */
class AnnouncementsIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    @Test
    void availabilityIsPublishedAgainAfterTheBrokerLostItsData() throws Exception {
        TestBroker broker = TestBroker.start();
        Connection nats = TestBroker.connect(broker.url());
        try (RunningOrders orders = new RunningOrders(broker, 1)) {
            EventState event = orders.publish(new TierState("hall", "Hall", 1000, 10, 10));
            await().atMost(SOON).until(() -> isPublished(nats, event));

            broker.restartEmpty();

            await().atMost(SOON).until(() -> isPublished(nats, event));
        } finally {
            nats.close();
            broker.stop();
        }
    }

    /** With 10,000 events, counting all of them at each reconnect would keep the database busy for minutes. */
    @Test
    void onlyWhatChangedIsPublishedAfterAReconnect() throws Exception {
        TestBroker broker = TestBroker.start();
        Connection nats = TestBroker.connect(broker.url());
        try (RunningOrders orders = new RunningOrders(broker, 1)) {
            EventState unchanged = orders.publish(new TierState("hall", "Hall", 1000, 10, 10));
            await().atMost(SOON).until(() -> isPublished(nats, unchanged));
            await().atMost(SOON).until(() -> orders.bean(Inventory.class).unpublished() == 0);
            long before = sequence(nats, unchanged);

            broker.restart();
            await().atMost(SOON).until(orders.bean(MessagePublisher.class)::isConnected);

            EventState other = orders.publish(new TierState("hall", "Hall", 1000, 10, 10));
            await().atMost(SOON).until(() -> isPublished(nats, other));
            await().atMost(SOON).until(() -> orders.bean(Inventory.class).unpublished() == 0);
            assertThat(sequence(nats, unchanged)).isEqualTo(before);
        } finally {
            nats.close();
            broker.stop();
        }
    }

    private static boolean isPublished(Connection nats, EventState event) {
        return sequence(nats, event) > 0;
    }

    /** Of the event's last counts in the stream; 0 without any. */
    private static long sequence(Connection nats, EventState event) {
        try {
            return nats.jetStreamManagement()
                    .getLastMessage("inventory", "inventory.changed." + event.id())
                    .getSeq();
        } catch (IOException | JetStreamApiException e) {
            return 0;
        }
    }
}
