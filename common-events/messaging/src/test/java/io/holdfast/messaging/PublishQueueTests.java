package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.mongodb.MongoNamespace;
import io.nats.client.JetStream;
import io.nats.client.api.PublishAck;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PublishQueueTests {

    private static final OutboxMessage MESSAGE =
            new OutboxMessage("a", 1, "expirations.hold-expired.a", "{}", Instant.EPOCH, null);
    private static final OutgoingBatch BATCH =
            new OutgoingBatch(List.of(new OutboxItem("a", 1, List.of(MESSAGE), Instant.EPOCH, List.of())), null);

    private final Broker broker = mock();
    private final PendingMessages source = mock();
    private final PublishQueue queue = new PublishQueue(
            new MongoNamespace("db", "things"),
            new MessagePublisher(broker, Clock.systemUTC()),
            new StreamProgress(),
            Clock.systemUTC(),
            Duration.ofSeconds(5));
    private final List<String> happened = new CopyOnWriteArrayList<>();

    /** A mark that is being written says "published" of what the broker may have lost: a look for losses before it is stored misses it. */
    @Test
    void marksUnderWayAreAwaited() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        doAnswer(call -> {
                    writing.countDown();
                    answer.await();
                    happened.add("marked");
                    return null;
                })
                .when(source)
                .mark(anyList());
        Thread publishing = Thread.ofPlatform().start(() -> queue.publish(source, BATCH));
        writing.await();

        Thread awaiting = Thread.ofPlatform().start(() -> {
            queue.awaitMarks();
            happened.add("awaited");
        });
        await().until(() -> awaiting.getState() == Thread.State.WAITING || !awaiting.isAlive());
        answer.countDown();
        publishing.join();
        awaiting.join();

        assertThat(happened).containsExactly("marked", "awaited");
    }

    @Test
    void whatAnEarlierConnectionSentIsNotMarkedAsAcknowledged() throws Exception {
        when(broker.isConnected()).thenReturn(true);
        when(broker.connects()).thenReturn(1L, 2L);
        PublishAck ack = mock();
        JetStream stream = mock();
        when(stream.publishAsync(anyString(), any(), any(byte[].class)))
                .thenReturn(CompletableFuture.completedFuture(ack));
        when(broker.jetStream()).thenReturn(stream);
        doAnswer(call -> {
                    List<PublishedBatch> marked = call.getArgument(0);
                    marked.forEach(batch -> batch.results()
                            .forEach(result -> happened.add(result.sequences().toString())));
                    return null;
                })
                .when(source)
                .mark(anyList());

        assertThat(queue.publish(source, BATCH)).isFalse();

        assertThat(happened).containsExactly(Map.of().toString());
    }
}
