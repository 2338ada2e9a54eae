package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.messaging.OutboxBatches.Batch;
import io.holdfast.messaging.TestService.ReceivedMessages;
import io.holdfast.messaging.TestService.Thing;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is written in a batch is published, whenever a crash comes, and marked with one write. */
@Tag("storage")
class BatchesIT {
    private final TestBroker broker = TestBroker.start();
    private final String database = TestDatabase.shared().uri("batches-" + Ids.random());
    private final ReceivedMessages received = new ReceivedMessages();

    @AfterEach
    void stop() {
        broker.stop();
    }

    @Test
    void marksTheBatchAndNoneOfItsThings() {
        try (TestService service = start()) {
            OutboxBatches batches = service.batches();
            Batch batch = batches.open("a thing", TestService.ids("a", 200));
            batches.publish(batch, service.writeInBatch("a", 200));

            await().untilAsserted(() -> assertThat(received.distinct()).hasSize(200));
            await().until(() -> service.pendingBatches() == 0);
            assertThat(service.stored()).isEqualTo(200);
            assertThat(service.pending()).isZero();
            assertThat(service.things()
                            .countDocuments(
                                    new Document("outbox.entries.1.publishedAt", new Document("$exists", true))))
                    .isZero();
            assertThat(service.listed().find().first().getLong("sequence")).isEqualTo(200L);
        }
    }

    @Test
    void aLaterChangePublishesItsOwnMessageOnly() {
        try (TestService service = start()) {
            OutboxBatches batches = service.batches();
            Batch batch = batches.open("a thing", TestService.ids("a", 1));
            Thing first = service.writeInBatch("a", 1).getFirst();
            batches.publish(batch, List.of(first));
            await().until(() -> service.pendingBatches() == 0);

            first.outbox().add(TestService.message("a0", 2), Instant.now());
            service.things()
                    .updateOne(
                            new Document("_id", "a0"),
                            new Document(
                                    "$set",
                                    new Document("outbox", first.outbox().toDocument())));
            service.relay().publish(first);

            await().until(() -> service.pending() == 0);
            await().untilAsserted(() -> assertThat(received.distinct()).containsExactly("a0:1", "a0:2"));
        }
    }

    @Test
    void aCrashBeforePublishingLosesNothing() {
        try (TestService service = start()) {
            OutboxBatches batches = service.batches();
            batches.open("a thing", TestService.ids("left", 30));
            service.writeInBatch("left", 30);
        }
        try (TestService service = start()) {
            service.batches();
            await().untilAsserted(() -> assertThat(received.distinct()).hasSize(30));
            await().until(() -> service.pendingBatches() == 0);
        }
    }

    @Test
    void aBatchOfWhichSomeWereNotWrittenIsPublishedAtOnceAndMarkedWhenTheyNeverWillBe() {
        try (TestService service = start()) {
            List<String> asked = Collections.synchronizedList(new ArrayList<>());
            service.batches((id, _, _) -> asked.add(id) && false).open("a thing", List.of("a0", "a1", "never"));
            service.writeInBatch("a", 2);
            // The third may still be written, so the batch stays pending.
            await().until(() -> asked.stream().filter("never"::equals).count() >= 2);
            await().untilAsserted(() -> assertThat(received.distinct()).containsExactlyInAnyOrder("a0:1", "a1:1"));
            assertThat(service.pendingBatches()).isEqualTo(1);
        }
        try (TestService service = start()) {
            service.batches((id, about, _) -> id.equals("never") && "a thing".equals(about));
            await().untilAsserted(() -> assertThat(received.distinct()).containsExactlyInAnyOrder("a0:1", "a1:1"));
            await().until(() -> service.pendingBatches() == 0);
        }
    }

    @Test
    void aBatchOfWhichNothingWasWrittenIsMarked() {
        try (TestService service = start()) {
            OutboxBatches batches = service.batches();
            batches.publish(batches.open("a thing", TestService.ids("refused", 5)), List.of());
            await().until(() -> service.pendingBatches() == 0);
            assertThat(received.all()).isEmpty();
        }
    }

    @Test
    void losesNothingWhenTheBrokerIsKilledWhilePublishing() throws Exception {
        try (TestService service = start()) {
            OutboxBatches batches = service.batches();
            List<String> written = new ArrayList<>();
            Thread writer = Thread.ofVirtual().start(() -> {
                for (int round = 0; round < 100; round++) {
                    String prefix = "k" + round + "-";
                    Batch batch = batches.open("a thing", TestService.ids(prefix, 20));
                    List<Thing> fresh = service.writeInBatch(prefix, 20);
                    batches.publish(batch, fresh);
                    fresh.forEach(thing -> written.add(thing.id() + ":1"));
                }
            });
            await().until(() -> received.all().size() > 200);
            broker.kill();
            writer.join();
            broker.restart();
            await().untilAsserted(() -> assertThat(received.distinct()).containsAll(written));
            await().until(() -> service.pendingBatches() == 0);
        }
    }

    @Test
    void republishesEverythingWhenTheBrokerLostItsDisk() {
        ReceivedMessages afterwards = new ReceivedMessages();
        try (TestService service = start()) {
            OutboxBatches batches = service.batches();
            batches.publish(batches.open("a thing", TestService.ids("a", 100)), service.writeInBatch("a", 100));
            await().until(() -> service.pendingBatches() == 0);
            await().until(service::isStreamKnown);
            broker.restartEmpty();
            try (TestService _ = TestService.start(
                    broker.url(), TestDatabase.shared().uri("other-" + Ids.random()), afterwards.durable("other"))) {
                await().untilAsserted(() -> assertThat(afterwards.distinct()).hasSize(100));
            }
        }
    }

    @Test
    void whatAPendingBatchNeedsIsNotTrimmed() {
        broker.stop();
        try (TestService service = start()) {
            Instant longAgo = Instant.now().minus(Duration.ofDays(1));
            OutboxBatches batches = service.batches();
            batches.open("a thing", TestService.ids("old", 3));
            service.writeInBatch("old", 3);
            service.listed().updateMany(new Document(), set("pendingSince", longAgo));
            service.things().updateMany(new Document(), set("outbox.lastAt", longAgo));

            service.relay().trim();

            assertThat(service.things()
                            .countDocuments(new Document("outbox.entries.1.body", new Document("$exists", true))))
                    .isEqualTo(3);
        }
    }

    private static Document set(String field, Instant time) {
        return new Document("$set", new Document(field, Date.from(time)));
    }

    private TestService start() {
        return TestService.start(broker.url(), database, received.durable("batches"));
    }
}
