package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOneModel;
import io.holdfast.simulation.documents.Failures;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

/** Marks of published messages, and writes of many documents, beside other writers of the same documents. */
class StoredOutboxesTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private final List<Operation> operations = new ArrayList<>();
    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOW);
    private boolean silent;
    private final MongoCollection<Document> things = database.client("messaging", operation -> {
                operations.add(operation);
                if (silent) {
                    throw Failures.readTimeout();
                }
                operation.perform();
            })
            .getDatabase("db")
            .getCollection("things");
    private final OutboxMarks marks = new OutboxMarks(things, Clock.fixed(NOW, ZoneOffset.UTC));

    private static Document entry(long version) {
        return new Document("subject", "things.changed")
                .append("body", "{\"version\":" + version + "}")
                .append("at", Date.from(NOW));
    }

    private void insert(String id, long... versions) {
        Document entries = new Document();
        long last = 0;
        for (long version : versions) {
            entries.append(Long.toString(version), entry(version));
            last = version;
        }
        things.insertOne(new Document("_id", id)
                .append(
                        "outbox",
                        new Document("entries", entries)
                                .append("last", last)
                                .append("pendingSince", Date.from(NOW))
                                .append("lastAt", Date.from(NOW))));
    }

    private static PublishResult published(String id, long version, long last, List<Long> old) {
        OutboxMessage message = new OutboxMessage(id, version, "things.changed", "{}", NOW, null);
        return new PublishResult(
                new OutboxItem(id, last, List.of(message), Instant.EPOCH, old), Map.of(version, 70L + version));
    }

    private Outbox read(String id) {
        Document found = things.find(new Document("_id", id)).first();
        assertThat(found).isNotNull();
        return Outbox.fromDocument(found.get("outbox", Document.class));
    }

    @Test
    void aMarkedMessageIsPendingNoMore() {
        insert("a", 1);
        marks.mark(List.of(published("a", 1, 1, List.of())), NOW);
        assertThat(read("a").isPending()).isFalse();
        assertThat(read("a").unpublished("a")).isEmpty();
    }

    @Test
    void aNewerMessageStaysPendingWhenAnOlderOneIsMarked() {
        insert("a", 1, 2);
        marks.mark(List.of(published("a", 1, 1, List.of())), NOW);
        assertThat(read("a").isPending()).isTrue();
        assertThat(read("a").unpublished("a"))
                .extracting(OutboxMessage::version)
                .containsExactly(2L);
    }

    @Test
    void aMarkDoesNotRestoreAPartOfAnEntryThatWasTrimmed() {
        insert("a", 2);
        marks.mark(List.of(published("a", 1, 1, List.of())), NOW);
        Document outbox = things.find().first().get("outbox", Document.class);
        assertThat(outbox.get("entries", Document.class)).containsOnlyKeys("2");
    }

    @Test
    void whatWasPublishedAgainIsMarkedAlthoughAMessageSentWithItHasANewerMark() {
        insert("a", 1, 2);
        new OutboxMarks(things, Clock.fixed(NOW.minusSeconds(10), ZoneOffset.UTC))
                .mark(List.of(published("a", 1, 2, List.of())), NOW.minusSeconds(11));
        PublishResult newer = published("a", 2, 2, List.of());
        marks.mark(List.of(newer), NOW.minusSeconds(1));
        PublishResult again = new PublishResult(published("a", 1, 2, List.of()).item(), Map.of(1L, 77L));

        marks.mark(List.of(again.and(newer)), NOW.minusSeconds(5));

        assertThat(read("a").lost("a", "things", (sequence, _) -> sequence == 77))
                .extracting(OutboxMessage::version)
                .containsExactly(1L);
        assertThat(read("a").isPending()).isFalse();
    }

    /** After a clock was set back, the marks of before are later than what is sent now. */
    @Test
    void whatWasPublishedAgainIsMarkedAlthoughItsMarkIsInTheFuture() {
        insert("a", 1, 2);
        insert("b", 1);
        insert("c", 1);
        insert("d", 1);
        insert("e", 1);
        Instant ahead = NOW.plusSeconds(7);
        List<PublishResult> before = Stream.of("a", "b", "c", "d", "e")
                .map(id -> published(id, 1, 1, List.of()))
                .toList();
        new OutboxMarks(things, Clock.fixed(ahead, ZoneOffset.UTC)).mark(before, ahead);

        marks.mark(Stream.of("a", "b", "c", "d", "e").map(this::publishedAgain).toList(), NOW.minusSeconds(1));

        for (String id : List.of("a", "b", "c", "d", "e")) {
            Outbox outbox = read(id);
            assertThat(outbox.lost(id, "things", (sequence, at) -> sequence > 80 && at.equals(NOW)))
                    .as(id)
                    .hasSize(id.equals("a") ? 2 : 1);
            assertThat(outbox.isPending()).as(id).isFalse();
        }
    }

    /** All messages of the aggregate, as the relay reads and sends them when the stream has lost them. */
    private PublishResult publishedAgain(String id) {
        Outbox outbox = read(id);
        List<OutboxMessage> messages = outbox.lost(id, "things", (_, _) -> true);
        Map<Long, Long> sequences =
                messages.stream().collect(Collectors.toMap(OutboxMessage::version, message -> 90 - message.version()));
        OutboxItem item = new OutboxItem(id, outbox.last(), messages, outbox.markedAt(messages), List.of());
        return new PublishResult(item, sequences);
    }

    @Test
    void whatIsNotMarkedYetStaysPendingWhereAMessageSentWithItHasANewerMark() {
        insert("a", 1, 2);
        PublishResult first = published("a", 1, 1, List.of());
        marks.mark(List.of(first), NOW);

        marks.mark(List.of(first.and(published("a", 2, 2, List.of()))), NOW.minusSeconds(5));

        assertThat(read("a").isPending()).isTrue();
        assertThat(read("a").unpublished("a"))
                .extracting(OutboxMessage::version)
                .containsExactly(2L);
    }

    @Test
    void manyAreMarkedWithOneUpdateAndNoneOfThoseWithANewerMessageIsSettled() {
        List<PublishResult> results = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            insert("a" + i, i == 3 ? new long[] {1, 2} : new long[] {1});
            results.add(published("a" + i, 1, 1, List.of()));
        }
        marks.mark(results, NOW);
        for (int i = 0; i < 6; i++) {
            assertThat(read("a" + i).isPending()).as("a" + i).isEqualTo(i == 3);
        }
    }

    @Test
    void aBulkIsSentInTheOrderOfIds() {
        SortedBulkWrites.update(
                things,
                List.of(
                        new UpdateOneModel<>(new Document("_id", "b"), new Document("$set", new Document("x", 1))),
                        new UpdateOneModel<>(new Document("_id", "a"), new Document("$set", new Document("x", 1)))));
        assertThat(operations.getLast().request().getArray("updates"))
                .extracting(update ->
                        update.asDocument().getDocument("q").getString("_id").getValue())
                .containsExactly("a", "b");
    }

    @Test
    void anInsertTellsWhichDocumentsExistedAndLeavesThemAsTheyAre() {
        things.insertOne(new Document("_id", "b").append("x", 1));
        assertThat(GroupedInserts.insertAll(
                        things,
                        List.of(
                                new Document("_id", "c").append("x", 2),
                                new Document("_id", "b").append("x", 2),
                                new Document("_id", "a").append("x", 2))))
                .containsExactly(1);
        assertThat(things.countDocuments(new Document("x", 2))).isEqualTo(2);
    }

    @Test
    void anInsertThatNoMajorityHasIsNotTakenForDone() {
        database.stopReplication();
        assertThatThrownBy(() -> GroupedInserts.insertAll(things, List.of(new Document("_id", "a"))))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void aTemporaryErrorIsOneThatTheRequestIsNotTheCauseOf() {
        assertThat(DatabaseErrors.isTransient(Failures.notPrimary())).isTrue();
        assertThat(DatabaseErrors.isTransient(Failures.readTimeout())).isTrue();
        insert("a", 1);
        assertThatThrownBy(() -> things.insertOne(new Document("_id", "a")))
                .satisfies(e -> assertThat(DatabaseErrors.isTransient(e)).isFalse());
    }

    @Test
    void nothingIsTrimmedThatIsPending() {
        insert("a", 1);
        SortedBulkWrites.updateFound(
                things, Outbox.nothingPending(), new Document("$unset", new Document("outbox.entries", "")));
        assertThat(read("a").unpublished("a")).hasSize(1);
        assertThat(Duration.between(NOW, read("a").unpublished("a").getFirst().at()))
                .isZero();
    }

    private static PublishResult published(String id, long last, Map<Long, Long> sequences, long... versions) {
        List<OutboxMessage> messages = LongStream.of(versions)
                .mapToObj(version -> new OutboxMessage(id, version, "things.changed", "{}", NOW, null))
                .toList();
        return new PublishResult(new OutboxItem(id, last, messages, Instant.EPOCH, List.of()), sequences);
    }

    @Test
    void whatWasNotAcknowledgedStaysPendingBesideWhatWas() {
        insert("a", 1, 2);
        marks.mark(List.of(published("a", 2, Map.of(1L, 71L), 1, 2)), NOW);
        assertThat(read("a").isPending()).isTrue();
        assertThat(read("a").unpublished("a"))
                .extracting(OutboxMessage::version)
                .containsExactly(2L);
    }

    /** One update marks them all: with a lower sequence, what a stream has lost would count as still there. */
    @Test
    void ofManyThatAreMarkedTogetherNoneGetsASequenceBelowItsOwn() {
        List<PublishResult> results = new ArrayList<>();
        for (long i = 1; i <= 5; i++) {
            insert("t" + i, 1);
            results.add(published("t" + i, 1, Map.of(1L, 70 + i), 1));
        }
        marks.mark(results, NOW);
        for (long i = 1; i <= 5; i++) {
            long own = 70 + i;
            assertThat(read("t" + i).lost("t" + i, "things", (sequence, _) -> sequence >= own))
                    .as("message at %d", own)
                    .hasSize(1);
        }
    }

    /** A relay whose sends are only counted. */
    private EmbeddedOutboxes relay(PublishQueue queue) {
        when(queue.publish(any(), any())).thenReturn(true);
        return new EmbeddedOutboxes(things, queue, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofHours(6));
    }

    private static void assertSent(PublishQueue queue, String... ids) {
        ArgumentCaptor<OutgoingBatch> sent = ArgumentCaptor.captor();
        verify(queue).publish(any(), sent.capture());
        assertThat(sent.getValue().items()).extracting(OutboxItem::id).containsExactly(ids);
    }

    @Test
    void whatTheBrokerDidNotTakeIsSentAgainSoon() {
        insert("a", 1);
        PublishQueue queue = mock(PublishQueue.class);
        EmbeddedOutboxes relay = relay(queue);
        PublishResult refused = published("a", 1, Map.of(), 1);
        relay.mark(List.of(
                new PublishedBatch(new OutgoingBatch(List.of(refused.item()), null), List.of(refused), NOW, 1)));

        relay.publishPostponed();
        assertSent(queue, "a");
    }

    @Test
    void whatIsPostponedIsSentOnceTheDatabaseAnswersAgain() {
        insert("a", 1);
        PublishQueue queue = mock(PublishQueue.class);
        EmbeddedOutboxes relay = relay(queue);
        relay.postpone(new OutgoingBatch(List.of(published("a", 1, Map.of(), 1).item()), null));
        silent = true;
        assertThatThrownBy(relay::publishPostponed).isInstanceOf(MongoException.class);
        silent = false;

        relay.publishPostponed();
        assertSent(queue, "a");
    }

    /** On this answer it rests whether a transition was written or met another one. */
    @Test
    void anUpdateWhoseGuardIsFalseIsNotTakenForMade() {
        insert("a", 1);
        GuardedUpdates updates = new GuardedUpdates(things);
        Document guard = new Document("_id", "a").append("outbox.last", 1L);
        Document second = new Document("$set", new Document("outbox.last", 2L));
        assertThat(updates.update(guard, second)).isTrue();
        assertThat(updates.update(guard, second)).as("read before the first").isFalse();
        assertThat(updates.update(new Document("_id", "none"), second))
                .as("there is none")
                .isFalse();
    }
}
