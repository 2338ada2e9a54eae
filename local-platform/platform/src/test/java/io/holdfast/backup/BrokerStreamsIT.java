package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.check.CommandFailed;
import io.holdfast.check.SystemAddresses;
import io.holdfast.testkit.TestBroker;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A back-up of streams has the messages that a consumer has not handled, and no others. */
class BrokerStreamsIT {

    private static final Duration SOON = Duration.ofMinutes(1);

    private TestBroker broker;
    private Connection connection;
    private JetStreamManagement management;
    private BrokerStreams streams;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        broker = TestBroker.start();
        connection = TestBroker.connect(broker.url());
        management = connection.jetStreamManagement();
        streams = BrokerStreams.at(new SystemAddresses(Map.of(), broker.url(), false), "test");
    }

    @AfterEach
    void stop() throws InterruptedException {
        streams.close();
        connection.close();
        broker.stop();
    }

    @Test
    void keepsWhatAConsumerHasNotHandled() throws Exception {
        stream("orders");
        JetStreamSubscription quick = consumer("orders", "quick");
        JetStreamSubscription slow = consumer("orders", "slow");
        for (int i = 1; i <= 5; i++) {
            publish("orders.placed." + i, "order " + i);
        }
        acknowledge(quick.fetch(5, SOON));
        acknowledge(slow.fetch(2, SOON));
        slow.fetch(1, SOON); // delivered, but not handled
        management.deleteMessage("orders", 4);

        assertThat(kept("orders"))
                .extracting(message -> message.get("subject").asString().getValue())
                .containsExactly("orders.placed.3", "orders.placed.5");
    }

    @Test
    void keepsNothingThatAllConsumersHaveHandled() throws Exception {
        stream("orders");
        stream("payments");
        JetStreamSubscription consumer = consumer("orders", "quick");
        publish("orders.placed.1", "order 1");
        acknowledge(consumer.fetch(1, SOON));

        assertThat(kept("orders")).isEmpty();
        assertThat(kept("payments")).isEmpty();
    }

    @Test
    void keepsEveryDeadLetter() throws Exception {
        stream("dead-letters-orders-service");
        stream("dead-letters-auth-service");
        publish("dead-letters-orders-service.orders.payments.captured.1", "a");
        publish("dead-letters-orders-service.orders.payments.captured.1", "b");

        assertThat(kept("dead-letters-orders-service")).hasSize(2);
        assertThat(kept("dead-letters-auth-service")).isEmpty();
    }

    @Test
    void restoresAStreamAsItWas() throws Exception {
        StreamConfiguration before = stream("orders");
        consumer("orders", "slow");
        publish("orders.placed.1", "order 1, “Grüße”");
        // From a cluster, which this broker is not.
        String settings = streams.settings("orders").replaceFirst("(\"num_replicas\": *)1", "$13");
        assertThat(settings).containsPattern("\"num_replicas\": *3");
        List<RawBsonDocument> kept = kept("orders");

        streams.deleteAll();
        assertThat(streams.names()).isEmpty();
        streams.create(settings);
        kept.forEach(streams::publish);

        StreamConfiguration after = management.getStreamInfo("orders").getConfiguration();
        assertThat(after.getSubjects()).isEqualTo(before.getSubjects());
        assertThat(after.getMaxAge()).isEqualTo(before.getMaxAge());
        assertThat(after.getMaxMsgs()).isEqualTo(before.getMaxMsgs());
        assertThat(after.getDuplicateWindow()).isEqualTo(before.getDuplicateWindow());
        Message message = consumer("orders", "slow").fetch(1, SOON).getFirst();
        assertThat(message.getSubject()).isEqualTo("orders.placed.1");
        assertThat(new String(message.getData(), StandardCharsets.UTF_8)).isEqualTo("order 1, “Grüße”");
        assertThat(message.getHeaders().get("Holdfast-Version")).containsExactly("1");
    }

    @Test
    void leavesOtherStreamsAlone() throws Exception {
        stream("weather");
        stream("orders");

        assertThat(streams.names()).containsExactly("orders");
        streams.deleteAll();

        assertThat(management.getStreamNames()).containsExactly("weather");
    }

    @Test
    void refusesWhileAServicePullsMessages() throws Exception {
        stream("orders");
        JetStreamSubscription consumer = consumer("orders", "payments-service");
        streams.requireNoConsumersAtWork();

        consumer.pullExpiresIn(1, Duration.ofSeconds(30));
        connection.flush(SOON);

        // The server counts a pull a moment after it has read it.
        await().untilAsserted(() -> assertThatThrownBy(streams::requireNoConsumersAtWork)
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("payments-service of stream orders listens"));
    }

    private StreamConfiguration stream(String name) throws IOException, JetStreamApiException {
        return management
                .addStream(StreamConfiguration.builder()
                        .name(name)
                        .subjects(name + ".>")
                        .storageType(StorageType.File)
                        .maxAge(Duration.ofDays(7))
                        .maxMessages(1000)
                        .duplicateWindow(Duration.ofMinutes(2))
                        .build())
                .getConfiguration();
    }

    private JetStreamSubscription consumer(String stream, String name) throws IOException, JetStreamApiException {
        management.addOrUpdateConsumer(
                stream,
                ConsumerConfiguration.builder()
                        .durable(name)
                        .ackPolicy(AckPolicy.Explicit)
                        .build());
        return connection.jetStream().subscribe(null, PullSubscribeOptions.bind(stream, name));
    }

    private void publish(String subject, String text) throws IOException, JetStreamApiException {
        connection
                .jetStream()
                .publish(subject, new Headers().put("Holdfast-Version", "1"), text.getBytes(StandardCharsets.UTF_8));
    }

    private void acknowledge(List<Message> received) throws Exception {
        for (Message message : received) {
            message.ackSync(SOON);
        }
    }

    private List<RawBsonDocument> kept(String stream) throws IOException {
        List<RawBsonDocument> kept = new ArrayList<>();
        streams.read(stream, kept::add);
        return kept;
    }
}
