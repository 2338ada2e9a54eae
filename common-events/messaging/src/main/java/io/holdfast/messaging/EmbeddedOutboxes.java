package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The {@link Outbox}es in the aggregates' own documents. */
final class EmbeddedOutboxes implements PendingMessages {

    private static final int CHUNK = 500;

    private final MongoCollection<Document> collection;
    private final PublishQueue queue;
    private final OutboxMarks marks;
    private final Clock clock;
    private final Duration keep;
    private final UnpublishedIds unpublished = new UnpublishedIds();
    private final Unmarked unmarked = new Unmarked();

    /** @param keep how long entries are kept after they were published */
    EmbeddedOutboxes(MongoCollection<Document> collection, PublishQueue queue, Clock clock, Duration keep) {
        this.collection = collection;
        this.queue = queue;
        this.marks = new OutboxMarks(collection, clock);
        this.clock = clock;
        this.keep = keep;
    }

    /** Publishes what is unpublished of these aggregates. Returns at once, never throws. */
    void publish(Collection<? extends Outboxed> aggregates) {
        List<OutboxItem> items = new ArrayList<>(aggregates.size());
        for (Outboxed aggregate : aggregates) {
            Outbox outbox = aggregate.outbox();
            addItem(items, aggregate.id(), outbox, outbox.unpublished(aggregate.id()));
        }
        if (!items.isEmpty()) {
            queue.add(this, new OutgoingBatch(items, null));
        }
    }

    @Override
    public CollectionIndexes indexes() {
        return CollectionIndexes.of(
                collection.getNamespace().getCollectionName(), Outbox.pendingIndex(), Outbox.keptIndex());
    }

    @Override
    public void sweep(Instant time) {
        publishAll(Outbox.pendingSinceBefore(time), (id, outbox) -> outbox.unpublished(id));
    }

    @Override
    public void postpone(OutgoingBatch batch) {
        batch.items().forEach(item -> unpublished.add(item.id()));
    }

    @Override
    public boolean publishPostponed() {
        UnpublishedIds.Taken postponed = unpublished.take();
        List<String> ids = postponed.ids();
        for (int from = 0; from < ids.size(); from += CHUNK) {
            List<String> chunk = ids.subList(from, Math.min(ids.size(), from + CHUNK));
            try {
                publishAll(Filters.in("_id", chunk), (id, outbox) -> outbox.unpublished(id));
            } catch (RuntimeException e) {
                unpublished.addAll(ids.subList(from, ids.size()));
                throw e;
            }
        }
        return postponed.more();
    }

    @Override
    public boolean republish(String stream, Instant since, BiPredicate<Long, Instant> lost) {
        return publishAll(Outbox.lastAt("$gte", since), (id, outbox) -> outbox.lost(id, stream, lost));
    }

    @Override
    public void published(PublishedBatch published) {
        unmarked.add(published);
    }

    @Override
    public PublishedBatch takeToMark(PublishedBatch published) {
        return published.with(
                published.results().stream().filter(unmarked::take).toList());
    }

    /** What is to be marked of an aggregate, by the caller from now on. */
    Optional<OutboxMark> takeMark(String id) {
        return unmarked.take(id, queue::connection, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /** The caller has written what it took. */
    void written(OutboxMark mark) {
        unmarked.ended(mark);
    }

    /** Returns when what was taken before is written, or will not be. */
    void awaitMarks() {
        unmarked.awaitWritten();
    }

    /** The caller has not written what it took. */
    void returnMark(OutboxMark mark) {
        unmarked.ended(mark);
        queue.markLater(this, mark.batch());
    }

    @Override
    public void mark(List<PublishedBatch> published) {
        List<PublishResult> results =
                published.stream().flatMap(batch -> batch.results().stream()).toList();
        results.stream()
                .filter(result -> !result.isComplete())
                .forEach(result -> unpublished.add(result.item().id()));
        marks.mark(ofEachAggregate(results), PublishedBatch.firstSentAt(published));
    }

    /** What was published of one aggregate one after the other, as if it had been published at once: one update marks it. */
    private static List<PublishResult> ofEachAggregate(List<PublishResult> results) {
        Map<String, PublishResult> merged = new LinkedHashMap<>();
        results.forEach(result -> merged.merge(result.item().id(), result, PublishResult::and));
        return List.copyOf(merged.values());
    }

    @Override
    public Backlog backlog(int mostCounted) {
        return Backlog.of(collection, Outbox.PENDING, mostCounted);
    }

    @Override
    public Instant trimmableBefore() {
        return keptSince();
    }

    /** Deletes the entries of aggregates that have not changed since {@code time} and have nothing pending. */
    @Override
    public boolean trim(Instant time) {
        return SortedBulkWrites.updateSome(
                collection,
                Filters.and(Outbox.lastAt("$lt", time), Outbox.nothingPending()),
                new Document("$unset", new Document(Outbox.FIELD + ".entries", "").append(Outbox.LAST_AT, "")));
    }

    private boolean publishAll(Bson which, Choice choice) {
        boolean complete = true;
        List<OutboxItem> items = new ArrayList<>();
        try (MongoCursor<Document> cursor = collection
                .find(which)
                .projection(Projections.include(Outbox.FIELD))
                .batchSize(CHUNK)
                .timeoutMode(TimeoutMode.ITERATION)
                .iterator()) {
            while (cursor.hasNext()) {
                Document document = cursor.next();
                String id = document.getString("_id");
                Outbox outbox = Outbox.fromDocument(document.get(Outbox.FIELD, Document.class));
                addItem(items, id, outbox, choice.of(id, outbox));
                if (items.size() == CHUNK) {
                    complete &= queue.publish(this, new OutgoingBatch(List.copyOf(items), null));
                    items.clear();
                }
                if (!complete && !queue.isOpen()) {
                    return false;
                }
            }
        }
        if (!items.isEmpty()) {
            complete &= queue.publish(this, new OutgoingBatch(items, null));
        }
        return complete;
    }

    private void addItem(List<OutboxItem> items, String id, Outbox outbox, List<OutboxMessage> messages) {
        if (!messages.isEmpty()) {
            items.add(new OutboxItem(
                    id, outbox.last(), messages, outbox.markedAt(messages), outbox.publishedBefore(keptSince())));
        }
    }

    private Instant keptSince() {
        return clock.instant().minus(keep);
    }

    /** Which messages of an outbox to publish. */
    private interface Choice {
        List<OutboxMessage> of(String id, Outbox outbox);
    }
}
