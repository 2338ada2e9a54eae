package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import io.holdfast.messaging.TestService.ReceivedMessages;
import io.holdfast.messaging.TestService.Thing;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/** What is written with its message is published, whatever happens to the broker. */
@Tag("storage")
class RelayIT {
    private final TestBroker broker = TestBroker.start();
    private final String database = TestDatabase.shared().uri("relay-" + Ids.random());
    private final ReceivedMessages received = new ReceivedMessages();

    @AfterEach
    void stop() {
        broker.stop();
    }

    @Test
    void publishesAndMarksManyAtOnce() {
        try (TestService service = start()) {
            service.relay().publishAll(service.write("a", 500));
            await().untilAsserted(() -> assertThat(received.distinct()).hasSize(500));
            await().until(() -> service.pending() == 0);
            assertThat(service.stored()).isEqualTo(500);
            Document entry = service.things()
                    .find(new Document("_id", "a7"))
                    .first()
                    .get("outbox", Document.class)
                    .get("entries", Document.class)
                    .get("1", Document.class);
            assertThat(entry.getLong("sequence")).isBetween(1L, 500L);
            assertThat(entry.getDate("publishedAt")).isNotNull();
        }
    }

    @Test
    void aNewerMessageStaysPendingWhenAnOlderOneIsMarked() {
        try (TestService service = start()) {
            Thing first = service.write("a", 1).getFirst();
            Instant longAgo = Instant.now().minusSeconds(60);
            service.things()
                    .updateOne(
                            new Document("_id", first.id()),
                            new Document(
                                    "$set",
                                    Outbox.announcing(TestService.message("a0", 2), longAgo)
                                            .append("version", 2L)));
            service.relay().publish(first);
            await().untilAsserted(() -> assertThat(received.distinct()).contains("a0:1", "a0:2"));
            await().until(() -> service.pending() == 0);
        }
    }

    /** Who writes an aggregate anyway marks what was published of it, and the relay does not. */
    @Test
    void leavesToAWriteWhatThatHasTakenToMark() {
        try (TestService service = start("1h")) {
            Taken taken = publishAndTake(service);
            Thing thing = taken.thing();
            OutboxMark mark = taken.mark();
            assertThat(service.relay().takeMark(thing.id())).isEmpty();

            Thing last = publishedAndNotMarked(service);
            await().untilAsserted(() -> assertThat(pendingOf(service, last)).isNull());
            assertThat(pendingOf(service, thing)).isNotNull();

            Document guard = new Document("_id", thing.id());
            guard.putAll(mark.guard());
            guard.putAll(mark.nothingElse());
            Document marking = new Document("$set", mark.fields()).append("$unset", OutboxMark.settled());
            assertThat(service.things().updateOne(guard, marking).getMatchedCount())
                    .isOne();
            assertThat(service.pending()).isZero();
            assertThat(entry(service, thing).getLong("sequence")).isPositive();
        }
    }

    @Test
    void marksWhatIsGivenBack() {
        try (TestService service = start("1h")) {
            Taken taken = publishAndTake(service);

            service.relay().returnMark(taken.mark());

            await().until(() -> service.pending() == 0);
            assertThat(entry(service, taken.thing()).getLong("sequence")).isPositive();
            assertThat(service.stored()).isEqualTo(service.things().countDocuments());
        }
    }

    /** The process that took it died: it is as if nothing had been published. */
    @Test
    void publishesAgainWhatWasTakenAndNotMarked() {
        Thing thing;
        try (TestService service = start("1h")) {
            thing = publishAndTake(service).thing();
        }
        try (TestService service = start("1s")) {
            await().until(() -> service.pending() == 0);
            assertThat(entry(service, thing).getLong("sequence")).isPositive();
        }
    }

    /** What the broker may have lost must not be marked by a write that took it too late. */
    @Test
    void leavesAMarkOfAnEarlierConnectionToTheRelay() {
        try (TestService service = start("1h")) {
            long before = service.bean(MessagePublisher.class).connects();
            Thing thing = publishedAndNotMarked(service);
            await().untilAsserted(() -> assertThat(received.distinct()).contains(thing.id() + ":1"));
            broker.stop();
            broker.restart();
            await().until(() -> service.bean(MessagePublisher.class).connects() > before);
            assertThat(service.relay().takeMark(thing.id())).isEmpty();
            await().until(() -> service.pending() == 0);
        }
    }

    private static Thing publishedAndNotMarked(TestService service) {
        Thing thing = service.write(Ids.random(), 1).getFirst();
        service.relay().publish(thing);
        return thing;
    }

    private record Taken(Thing thing, OutboxMark mark) {}

    /** Publishes another thing each time until the mark of one is taken: the relay takes each after a second or two itself. */
    private static Taken publishAndTake(TestService service) {
        List<Taken> taken = new ArrayList<>();
        while (taken.isEmpty()) {
            Thing thing = publishedAndNotMarked(service);
            await().until(() ->
                    service.relay().takeMark(thing.id()).stream().anyMatch(mark -> taken.add(new Taken(thing, mark)))
                            || pendingOf(service, thing) == null);
        }
        return taken.getFirst();
    }

    private static Object pendingOf(TestService service, Thing thing) {
        return outbox(service, thing).get("pendingSince");
    }

    private static Document entry(TestService service, Thing thing) {
        return outbox(service, thing).get("entries", Document.class).get("1", Document.class);
    }

    private static Document outbox(TestService service, Thing thing) {
        return service.things().find(new Document("_id", thing.id())).first().get("outbox", Document.class);
    }

    @Test
    void publishesWhatACrashLeftPending() {
        broker.stop();
        try (TestService service = start()) {
            service.write("left", 700);
        }
        broker.restart();
        try (TestService service = start()) {
            await().untilAsserted(() -> assertThat(received.distinct()).hasSize(700));
            await().until(() -> service.pending() == 0);
        }
    }

    @Test
    void startsWithoutABrokerAndCatchesUp() {
        broker.stop();
        try (TestService service = start()) {
            assertThat(service.bean(MessagePublisher.class).isConnected()).isFalse();
            service.relay().publishAll(service.write("early", 50));
            broker.restart();
            await().untilAsserted(() -> assertThat(received.distinct()).hasSize(50));
        }
    }

    @Test
    void losesNothingWhenTheBrokerIsKilledWhilePublishing() throws Exception {
        try (TestService service = start()) {
            List<String> written = new ArrayList<>();
            Thread writer = Thread.ofVirtual().start(() -> {
                for (int batch = 0; batch < 100; batch++) {
                    List<Thing> fresh = service.write("k" + batch + "-", 20);
                    service.relay().publishAll(fresh);
                    fresh.forEach(thing -> written.add(thing.id() + ":1"));
                }
            });
            await().until(() -> received.all().size() > 200);
            broker.kill();
            writer.join();
            broker.restart();
            await().untilAsserted(() -> assertThat(received.distinct()).containsAll(written));
            await().until(() -> service.pending() == 0);
        }
    }

    @Test
    void republishesEverythingWhenTheBrokerLostItsDisk() {
        ReceivedMessages afterwards = new ReceivedMessages();
        try (TestService service = start()) {
            publishAll(service);
            broker.restartEmpty();
            try (TestService other = TestService.start(
                    broker.url(), TestDatabase.shared().uri("other-" + Ids.random()), afterwards.durable("other"))) {
                await().untilAsserted(() -> assertThat(afterwards.distinct()).hasSize(300));
                assertThat(other.pending()).isZero();
            }
        }
    }

    /** Longer than published messages are kept: what counts is when the stream was last checked. */
    @Test
    void republishesEverythingAfterAnOutageOfHours() {
        try (TestService service = start()) {
            publishAll(service);
            Date hoursAgo = Date.from(Instant.now().minus(Duration.ofHours(10)));
            set(service.things(), "outbox.lastAt", hoursAgo);
            set(service.things(), "outbox.entries.1.publishedAt", hoursAgo);
            set(
                    service.bean(MongoDatabaseFactory.class).getMongoDatabase().getCollection("outbox_streams"),
                    "at",
                    hoursAgo);
        }
        broker.restartEmpty();
        assertIsRepublished(300);
    }

    /** An aggregate that changed again after its first entry was due for deletion does not keep the rest from being republished. */
    @Test
    void republishesOldAndNewEntriesOfOneAggregate() {
        try (TestService service = start()) {
            publishAll(service);
            Instant now = Instant.now();
            for (String id : List.of("a0", "a150", "a299")) {
                service.things()
                        .updateOne(
                                new Document("_id", id),
                                new Document(
                                        "$set",
                                        Outbox.announcing(TestService.message(id, 2), now)
                                                .append("version", 2L)));
            }
            service.relay().sweep();
            await().until(() -> service.pending() == 0);
            set(service.things(), "outbox.entries.1.publishedAt", Date.from(now.minus(Duration.ofMinutes(390))));
        }
        broker.restartEmpty();
        assertIsRepublished(303);
        try (TestService service = start()) {
            Document entries = service.things()
                    .find(new Document("_id", "a0"))
                    .first()
                    .get("outbox", Document.class)
                    .get("entries", Document.class);
            assertThat(entries).containsOnlyKeys("1", "2");
        }
    }

    @Test
    void republishesEverythingWhenTheBrokerLostItsDiskWhileTheServiceWasDown() {
        try (TestService service = start()) {
            publishAll(service);
        }
        broker.restartEmpty();
        assertIsRepublished(300);
    }

    private static void set(MongoCollection<Document> collection, String field, Date value) {
        collection.updateMany(new Document(), new Document("$set", new Document(field, value)));
    }

    /** Publishes three hundred messages, and waits until the stream has been checked. */
    private static void publishAll(TestService service) {
        service.relay().publishAll(service.write("a", 300));
        await().until(() -> service.pending() == 0);
        await().until(service::isStreamKnown);
    }

    /** By a service that is started now, and that comes to an end with it. */
    private void assertIsRepublished(int messages) {
        ReceivedMessages afterwards = new ReceivedMessages();
        Date started = new Date();
        try (TestService service = TestService.start(broker.url(), database, afterwards.durable("afterwards"))) {
            await().untilAsserted(() -> assertThat(afterwards.distinct()).hasSize(messages));
            await().until(() -> service.bean(MongoDatabaseFactory.class)
                    .getMongoDatabase()
                    .getCollection("outbox_streams")
                    .find()
                    .first()
                    .getDate("at")
                    .after(started));
        }
    }

    /** @param grace how long a sweep leaves alone what is pending; marks wait a third of it, or a second and a half */
    private TestService start(String grace) {
        return TestService.start(
                broker.url(), database, Map.of("holdfast.messaging.grace", grace), received.durable("test"));
    }

    private TestService start() {
        return TestService.start(broker.url(), database, received.durable("test"));
    }
}
