package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.HoldExpired;
import io.holdfast.messaging.TestService.ReceivedMessages;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bounds of streams, and what happens at them, with a real broker. */
class StreamBoundsIT {
    private static final String STREAM = "expirations";
    private static final Duration SOON = Duration.ofMinutes(2);

    /** More than fit into a stream of 1 MB: each takes over 300 bytes. */
    private static final int MANY = 6_000;

    private final TestBroker broker = TestBroker.start();
    private final String database = TestDatabase.shared().uri("bounds-" + Ids.random());
    private final ReceivedMessages received = new ReceivedMessages();
    private Connection nats;

    @BeforeEach
    void connect() throws Exception {
        nats = TestBroker.connect(broker.url());
    }

    @AfterEach
    void stop() throws Exception {
        nats.close();
        broker.stop();
    }

    @Test
    void aFullStreamLosesNothingAndGoesOnWhenItsMessagesAreHandled() throws Exception {
        CountDownLatch handling = new CountDownLatch(1);
        Subscription slow = Subscription.durable("slow")
                .on(HoldExpired.class, message -> {
                    awaitQuietly(handling);
                    received.add(message);
                })
                .build();
        try (TestService service =
                TestService.start(broker.url(), database, Map.of("holdfast.messaging.stream-bytes", "1MB"), slow)) {
            service.relay().publishAll(service.write("a", MANY));
            await().atMost(SOON).until(() -> Streams.fill(management().getStreamInfo(STREAM)) > 0.99);
            StreamState full = state();
            assertThat(service.pending()).isPositive();
            assertThat(full.getFirstSequence()).isEqualTo(1);

            handling.countDown();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(received.distinct()).hasSize(MANY));
            await().atMost(SOON).until(() -> service.pending() == 0);
            assertThat(state().getFirstSequence()).isGreaterThan(1);
            assertThat(state().getByteCount()).isLessThanOrEqualTo(1 << 20);
        }
    }

    @Test
    void whatOneConsumerHasNotHandledStaysForIt() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Subscription stuck = Subscription.durable("stuck")
                .on(HoldExpired.class, message -> awaitQuietly(never))
                .build();
        try (TestService service = TestService.start(
                broker.url(),
                database,
                Map.of("holdfast.messaging.stream-bytes", "1MB"),
                stuck,
                received.durable("quick"))) {
            service.relay().publishAll(service.write("a", MANY));
            await().atMost(SOON).until(() -> Streams.fill(management().getStreamInfo(STREAM)) > 0.99);
            await().atMost(SOON).until(() -> received.distinct().size() == service.stored());
            service.bean(Streams.class).makeRoom(management().getStreamInfo(STREAM));
            assertThat(state().getFirstSequence()).isEqualTo(1);
            never.countDown();
        }
    }

    /** An upgrade that asks for more than the broker can do: what there is is used, and checked. */
    @Test
    void aStreamThatTheBrokerRefusesToChangeIsCheckedAsItIs() throws Exception {
        TestService.start(broker.url(), database).close();
        String other = TestDatabase.shared().uri("bounds-" + Ids.random());
        try (TestService service = TestService.start(
                broker.url(), other, Map.of("holdfast.messaging.replicas", "3"), received.durable("reader"))) {
            await().atMost(SOON).until(service::isStreamKnown);
            service.relay().publishAll(service.write("a", 3));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(received.distinct()).hasSize(3));
            assertThat(management().getStreamInfo(STREAM).getConfiguration().getReplicas())
                    .isEqualTo(1);
        }
    }

    @Test
    void anExistingStreamIsBoundedInPlaceAndKeepsWhatItHas() throws Exception {
        management()
                .addStream(StreamConfiguration.builder()
                        .name(STREAM)
                        .subjects(STREAM + ".>")
                        .build());
        for (int i = 0; i < 40; i++) {
            nats.jetStream().publish(STREAM + ".hold-expired.x" + i, new byte[50_000]);
        }
        try (TestService service =
                TestService.start(broker.url(), database, Map.of("holdfast.messaging.stream-bytes", "1MB"))) {
            await().atMost(SOON).until(service::isStreamKnown);
            StreamConfiguration changed = management().getStreamInfo(STREAM).getConfiguration();
            assertThat(changed.getMaxBytes()).as("as much as there is").isEqualTo(state().getByteCount());
            assertThat(changed.getDiscardPolicy()).isEqualTo(DiscardPolicy.New);
            assertThat(changed.getMaxAge()).isEqualTo(Duration.ofDays(30));
            assertThat(state().getMsgCount()).isEqualTo(40);
            assertThat(management()
                            .getStreamInfo("dead-letters-test-service")
                            .getConfiguration()
                            .getMaxBytes())
                    .isPositive();
        }
    }

    @Test
    void aStreamThatKeepsTheNewestKeepsSoManyOfEachAggregate() throws Exception {
        try (TestService service =
                TestService.start(broker.url(), database, Map.of("holdfast.messaging.newest-kept.expirations", "2"))) {
            MessagePublisher publisher = service.bean(MessagePublisher.class);
            for (long version = 1; version <= 5; version++) {
                for (String id : List.of("a", "b")) {
                    publisher.publish(TestService.message(id, version)).join();
                }
            }
            assertThat(state().getMsgCount()).isEqualTo(4);
            List<String> kept = IntStream.rangeClosed(7, 10)
                    .mapToObj(sequence -> messageId(service, sequence))
                    .toList();
            assertThat(kept).containsExactly("a:4", "b:4", "a:5", "b:5");
        }
    }

    private static String messageId(TestService service, long sequence) {
        try {
            return service.bean(Streams.class).messageIdAt(STREAM, sequence);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JetStreamManagement management() throws Exception {
        return nats.jetStreamManagement();
    }

    private StreamState state() throws Exception {
        return management().getStreamInfo(STREAM).getStreamState();
    }
}
