package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.holdfast.contracts.HoldExpired;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import io.nats.client.JetStream;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import io.nats.client.support.JsonParser;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** What is stored is published when a replica or the broker was away, and once more when the broker has lost it. */
class StoredPublishingTests {

    private static final String STREAM = "expirations";
    private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");

    private Instant now = START;
    private boolean connected = true;
    private boolean absenceIsFinal;
    private long connects = 1;
    private Instant created = START.minusSeconds(3600);

    /** The ids of the messages that the broker has, and those of all that it ever got. */
    private final List<String> stream = new ArrayList<>();

    private final List<String> sent = new ArrayList<>();

    private final MongoDatabase database = new SimulatedDatabase(() -> now)
            .client("messaging", Operation::perform)
            .getDatabase("db");
    private final MongoCollection<Document> things = database.getCollection("things");
    private final MongoCollection<Document> listed = database.getCollection("thing_batches");
    private final Broker broker = mock();
    private final Streams streams = mock();
    private final Clock clock = mock();
    private OutboxRelay relay;
    private OutboxBatches batches;
    private StreamWatch watch;

    @BeforeEach
    void aBroker() throws Exception {
        when(clock.instant()).thenAnswer(_ -> now);
        when(broker.isConnected()).thenAnswer(_ -> connected);
        when(broker.connects()).thenAnswer(_ -> connects);
        JetStream jetStream = mock();
        when(jetStream.publishAsync(anyString(), any(Headers.class), any(byte[].class)))
                .thenAnswer(call -> CompletableFuture.completedFuture(
                        store(call.<Headers>getArgument(1).getFirst(MessageHeaders.MESSAGE_ID))));
        when(broker.jetStream()).thenReturn(jetStream);
        when(streams.owned()).thenReturn(List.of(STREAM));
        when(streams.reconcile(STREAM)).thenAnswer(_ -> info());
        when(streams.messageIdAt(anyString(), anyLong()))
                .thenAnswer(call -> stream.get(Math.toIntExact(call.<Long>getArgument(1)) - 1));
        startReplica();
    }

    /** What it has already it stores no second time. */
    private PublishAck store(String messageId) {
        sent.add(messageId);
        if (!stream.contains(messageId)) {
            stream.add(messageId);
        }
        long sequence = stream.indexOf(messageId) + 1L;
        PublishAck ack = mock();
        when(ack.getSeqno()).thenReturn(sequence);
        return ack;
    }

    private StreamInfo info() throws Exception {
        return new StreamInfo(JsonParser.parse("""
            {"config":{"name":"expirations","subjects":["expirations.>"]},"created":"%s",
             "state":{"messages":%d,"bytes":0,"first_seq":1,"first_ts":"%s","last_seq":%d,"last_ts":"%s","consumer_count":0}}\
            """.formatted(created, stream.size(), created, stream.size(), now)));
    }

    /** With nothing of what an earlier one knew. */
    private void startReplica() {
        StreamProgress progress = new StreamProgress();
        MessagingProperties properties = new MessagingProperties(
                "things",
                List.of("nats://localhost"),
                List.of(STREAM),
                Map.of(),
                1,
                Duration.ofDays(30),
                DataSize.ofMegabytes(128),
                null,
                null,
                null,
                null,
                null,
                128,
                8,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofHours(6));
        relay = new OutboxRelay(things, new MessagePublisher(broker, clock), progress, clock, properties);
        batches = relay.batches(listed, STREAM, (_, _, _) -> absenceIsFinal);
        watch = new StreamWatch(
                new KnownStreams(() -> database),
                progress,
                () -> List.of(relay),
                broker,
                streams,
                clock,
                properties.keep());
    }

    private void write(String id) {
        things.insertOne(new Document("_id", id).append("outbox", outbox(id).toDocument()));
    }

    private void writeInBatch(String... ids) {
        batches.open("event1", List.of(ids));
        writeSome(ids);
    }

    private void writeSome(String... ids) {
        for (String id : ids) {
            Outbox outbox = outbox(id);
            outbox.leaveToBatch();
            things.insertOne(new Document("_id", id).append("outbox", outbox.toDocument()));
        }
    }

    private Outbox outbox(String id) {
        return Outbox.of(new HoldExpired(id, "subject-" + id, START, 1), now);
    }

    /** Orders are placed while the broker is away; it comes back, and is looked at before it gets what waits for it. */
    private void outage(Duration length) throws Exception {
        write("before");
        now = now.plusSeconds(10);
        relay.sweep();
        watch.checkAll();
        connected = false;
        now = now.plusSeconds(10);
        write("a");
        writeInBatch("b", "c");
        now = now.plus(length);
        connected = true;
        connects++;
        watch.checkAll();
        relay.sweep();
        assertThat(stream).containsExactlyInAnyOrder("before:1", "a:1", "b:1", "c:1");
        sent.clear();
    }

    @Test
    void whatTheBrokerGotLateAndLostIsPublishedAgainAlthoughNobodyKnowsItWasThere() throws Exception {
        outage(Duration.ofMinutes(10));

        now = now.plusSeconds(3);
        stream.removeIf(id -> !id.equals("before:1"));
        connects++;
        startReplica();
        watch.checkAll();

        assertThat(sent).containsExactlyInAnyOrder("a:1", "b:1", "c:1");
    }

    /** The broker loses its disk a while after an outage that was longer than what was published is kept. */
    @Test
    void whatWasPublishedLateIsKeptAsLongAsAllElse() throws Exception {
        outage(Duration.ofHours(7));
        now = now.plusSeconds(10);
        watch.checkAll();

        now = now.plus(Duration.ofHours(5));
        relay.trim();
        stream.clear();
        created = now;
        connects++;
        watch.checkAll();

        assertThat(sent).contains("a:1", "b:1", "c:1");
        sent.clear();
        now = now.plus(Duration.ofHours(13));
        relay.trim();
        assertThat(things.countDocuments(new Document("outbox.entries", new Document("$exists", true))))
                .as("in the end it goes")
                .isZero();
        assertThat(listed.countDocuments()).isZero();
    }

    /** A replica answered to two buyers, who are to pay soon, and crashed; a third one was refused. */
    @Test
    void whatWasWrittenOfABatchIsPublishedWhileTheRestMayStillBe() {
        batches.open("event1", List.of("a", "b", "refused", "late"));
        writeSome("a", "b");
        now = now.plusSeconds(10);
        relay.sweep();
        assertThat(sent).containsExactlyInAnyOrder("a:1", "b:1");
        assertThat(listed.countDocuments(new Document("pendingSince", new Document("$exists", true))))
                .isEqualTo(1);

        writeSome("late");
        relay.sweep();
        relay.sweep();
        assertThat(sent).as("each once").containsExactlyInAnyOrder("a:1", "b:1", "late:1");

        connects++;
        relay.sweep();
        assertThat(sent).as("what the broker may have lost").hasSize(6);

        absenceIsFinal = true;
        relay.sweep();
        assertThat(sent).hasSize(9);
        assertThat(listed.countDocuments(new Document("pendingSince", new Document("$exists", true))))
                .isZero();
    }

    /** A mark is the most expensive write of a rush: it writes no index entry that it need not. */
    @Test
    void aMarkThatComesSoonLeavesAloneWhenTheOutboxWasWritten() {
        write("a");
        writeInBatch("b", "c");
        now = now.plusSeconds(10);

        relay.sweep();

        assertThat(stream).hasSize(3);
        assertThat(things.countDocuments(new Document("outbox.lastAt", Date.from(START))))
                .isEqualTo(3);
        assertThat(listed.countDocuments(new Document("delayedTill", new Document("$exists", true))))
                .isZero();
    }
}
