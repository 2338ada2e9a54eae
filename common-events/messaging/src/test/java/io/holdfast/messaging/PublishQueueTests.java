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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PublishQueueTests {

    private static final OutgoingBatch BATCH = batch("a");

    private final Broker broker = mock();
    private final PendingMessages source = mock();
    private final PublishQueue queue = queue(Duration.ofSeconds(5));
    private final List<String> happened = new CopyOnWriteArrayList<>();

    private PublishQueue queue(Duration grace) {
        return new PublishQueue(
                new MongoNamespace("db", "things"),
                new MessagePublisher(broker, Clock.systemUTC()),
                new StreamProgress(),
                Clock.systemUTC(),
                grace);
    }

    private static OutgoingBatch batch(String id) {
        OutboxMessage message = new OutboxMessage(id, 1, "expirations.hold-expired." + id, "{}", Instant.EPOCH, null);
        return new OutgoingBatch(List.of(new OutboxItem(id, 1, List.of(message), Instant.EPOCH, List.of())), null);
    }

    private void acknowledgeAtOnce() throws Exception {
        when(broker.isConnected()).thenReturn(true);
        PublishAck ack = mock();
        JetStream stream = mock();
        when(stream.publishAsync(anyString(), any(), any(byte[].class)))
                .thenReturn(CompletableFuture.completedFuture(ack));
        when(broker.jetStream()).thenReturn(stream);
    }

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
        acknowledgeAtOnce();
        when(broker.connects()).thenReturn(1L, 2L);
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

    /** So that the next write of the document takes it along: what is acknowledged later is not marked with what was before. */
    @Test
    void eachMarkWaitsAsLong() throws Exception {
        Duration waits = Duration.ofMillis(400);
        PublishQueue patient = queue(waits.multipliedBy(3));
        Map<PublishedBatch, Long> published = new ConcurrentHashMap<>();
        Map<PublishedBatch, Long> marked = new ConcurrentHashMap<>();
        acknowledgeAtOnce();
        doAnswer(call -> published.put(call.getArgument(0), System.nanoTime()))
                .when(source)
                .published(any());
        when(source.takeToMark(any())).thenAnswer(call -> call.getArgument(0));
        doAnswer(call -> {
                    List<PublishedBatch> batches = call.getArgument(0);
                    batches.forEach(batch -> marked.put(batch, System.nanoTime()));
                    return null;
                })
                .when(source)
                .mark(anyList());
        patient.start();
        try {
            for (int i = 0; i < 5; i++) {
                patient.add(source, batch("thing-" + i));
                Thread.sleep(waits.dividedBy(4));
            }
            await().until(() -> marked.size() == 5);
        } finally {
            patient.stop();
        }
        marked.forEach((batch, at) -> assertThat(Duration.ofNanos(at - published.get(batch)))
                .as("how long the mark of %s waited", batch.batch().items())
                .isGreaterThanOrEqualTo(waits));
    }
}
