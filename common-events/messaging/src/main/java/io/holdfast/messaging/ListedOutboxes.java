package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Outboxes of aggregates that are inserted many at once: a small document lists them <em>before</em> they are written, and is marked
 * when their messages are published, instead of each of them.
 *
 * <pre>{ _id, ids: [...], about?, at, pendingSince?, sequence?, publishedAt?, delayedTill? }</pre>
 *
 * <p>The messages themselves are in the aggregates' outboxes. What a crash leaves pending is published by a sweep, which marks a
 * batch once it is certain of all that were not written that they never will be. A batch that was published long after it was
 * listed has the time of that as {@code delayedTill}.
 */
final class ListedOutboxes implements PendingMessages {

    private static final String PENDING = "pendingSince";
    private static final String AT = "at";
    private static final String ABOUT = "about";
    private static final String DELAYED_TILL = "delayedTill";
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** Each lists hundreds of ids: all batches of a rush would not fit into memory. */
    private static final int READ_TOGETHER = 50;

    private final MongoCollection<Document> aggregates;
    private final MongoCollection<Document> batches;
    private final String stream;
    private final PublishQueue queue;
    private final AbsenceCheck absence;
    private final Clock clock;
    private final Duration keep;
    private final UnpublishedIds unpublished = new UnpublishedIds();

    /** Of batches that the last sweep found. */
    private final Map<String, Ahead> ahead = new ConcurrentHashMap<>();

    /** @param ids those whose messages were acknowledged over this connection */
    private record Ahead(long connection, Set<String> ids) {}

    /**
     * @param batches the collection of the lists
     * @param stream the stream of the messages
     * @param keep how long batches are kept after they were published
     */
    ListedOutboxes(
            MongoCollection<Document> aggregates,
            MongoCollection<Document> batches,
            String stream,
            PublishQueue queue,
            AbsenceCheck absence,
            Clock clock,
            Duration keep) {
        this.aggregates = aggregates;
        this.batches = batches;
        this.stream = stream;
        this.queue = queue;
        this.absence = absence;
        this.clock = clock;
        this.keep = keep;
    }

    /**
     * Lists aggregates that are to be written.
     *
     * @param about what all of them are about
     * @return the list's id
     */
    String open(String about, Collection<String> ids) {
        String id = Ids.random();
        Date now = Date.from(clock.instant());
        batches.insertOne(new Document("_id", id)
                .append("ids", List.copyOf(ids))
                .append(ABOUT, about)
                .append(AT, now)
                .append(PENDING, now));
        return id;
    }

    /** Publishes the messages of those that were written. Returns at once, never throws. */
    void publish(String batchId, Collection<? extends Outboxed> written) {
        List<OutboxItem> items = new ArrayList<>(written.size());
        for (Outboxed aggregate : written) {
            addItem(items, aggregate.id(), aggregate.outbox(), Instant.EPOCH);
        }
        queue.add(this, new OutgoingBatch(items, batchId));
    }

    @Override
    public CollectionIndexes indexes() {
        return CollectionIndexes.of(
                        batches.getNamespace().getCollectionName(),
                        CollectionIndexes.partial(PENDING, "batches-pending"),
                        new IndexModel(Indexes.ascending(AT)),
                        CollectionIndexes.partial(DELAYED_TILL, "delayed"))
                .replacing("pendingSince_1");
    }

    /** Leaves out what is underway. */
    @Override
    public void sweep(Instant time) {
        Set<String> found = new HashSet<>();
        for (Document document : batches.find(CollectionIndexes.indexed(PENDING, "$lt", Date.from(time)))
                .batchSize(READ_TOGETHER)
                .timeoutMode(TimeoutMode.ITERATION)) {
            if (!queue.isOpen()) {
                return;
            }
            found.add(document.getString("_id"));
            if (!queue.isUnderway(document.getString("_id"))) {
                publishOrWait(document);
            }
        }
        ahead.keySet().retainAll(found);
    }

    @Override
    public void postpone(OutgoingBatch batch) {
        if (batch.id() != null) {
            unpublished.add(batch.id());
        }
    }

    @Override
    public boolean publishPostponed() {
        UnpublishedIds.Taken postponed = unpublished.take();
        if (!postponed.ids().isEmpty()) {
            try {
                batches.find(Filters.in("_id", postponed.ids()))
                        .batchSize(READ_TOGETHER)
                        .timeoutMode(TimeoutMode.ITERATION)
                        .forEach(this::publishWritten);
            } catch (RuntimeException e) {
                unpublished.addAll(postponed.ids());
                throw e;
            }
        }
        return postponed.more();
    }

    @Override
    public boolean republish(String lostBy, Instant since, BiPredicate<Long, Instant> lost) {
        if (!lostBy.equals(stream)) {
            return true;
        }
        boolean complete = republish(Filters.gte(AT, Date.from(since)), lost);
        complete &= republish(delayed(since).append(AT, new Document("$lt", Date.from(since))), lost);
        return complete;
    }

    private boolean republish(Bson which, BiPredicate<Long, Instant> lost) {
        boolean complete = true;
        for (Document document : batches.find(which).batchSize(READ_TOGETHER).timeoutMode(TimeoutMode.ITERATION)) {
            Date publishedAt = document.getDate("publishedAt");
            long sequence = document.get("sequence", 0L);
            if (publishedAt != null && sequence > 0 && lost.test(sequence, publishedAt.toInstant())) {
                complete &= publishWritten(document);
            }
        }
        return complete;
    }

    /** Marks each complete batch with the highest sequence of its messages; one of which nothing was written, with 0. */
    @Override
    public void mark(List<PublishedBatch> published) {
        Map<String, PublishedBatch> complete = new HashMap<>();
        for (PublishedBatch each : published) {
            String id = each.batch().id();
            if (id == null) {
                continue;
            }
            if (each.isComplete()) {
                complete.put(id, each);
            } else {
                postpone(each.batch());
            }
        }
        if (!complete.isEmpty()) {
            Date now = Date.from(clock.instant());
            SortedBulkWrites.update(
                    batches,
                    complete.values().stream().map(each -> mark(each, now)).toList());
        }
    }

    private static UpdateOneModel<Document> mark(PublishedBatch published, Date now) {
        Instant sentAt = published.results().stream()
                .map(result -> result.item().unlessMarkedAfter(published.sentAt()))
                .max(Comparator.naturalOrder())
                .orElse(published.sentAt());
        Document set = new Document("sequence", published.sequence()).append("publishedAt", now);
        if (published.isDelayed(now.toInstant())) {
            set.append(DELAYED_TILL, now);
        }
        Document notSince = new Document("$not", new Document("$gt", Date.from(sentAt)));
        return new UpdateOneModel<>(
                new Document("_id", published.batch().id()).append("publishedAt", notSince),
                new Document("$set", set).append("$unset", new Document(PENDING, "")));
    }

    @Override
    public Backlog backlog(int mostCounted) {
        return Backlog.of(batches, PENDING, mostCounted);
    }

    /** A batch that is pending, or was published lately, needs the entries of its aggregates, which are not pending themselves. */
    @Override
    public Instant trimmableBefore() {
        Instant now = clock.instant();
        Document delayed =
                batches.find(delayed(now.minus(keep))).sort(Sorts.ascending(AT)).first();
        Instant listed = delayed == null ? now : delayed.getDate(AT).toInstant();
        Instant pending = backlog(1).since();
        Instant oldest = pending == null || listed.isBefore(pending) ? listed : pending;
        return oldest.minus(SKEW);
    }

    /** Batches that were published since then, long after they were listed. */
    private static Document delayed(Instant since) {
        return CollectionIndexes.indexed(DELAYED_TILL, "$gte", Date.from(since));
    }

    @Override
    public boolean trim(Instant time) {
        // None was published before it was listed: the first condition is there for the index.
        return SortedBulkWrites.deleteSome(
                batches, Filters.and(Filters.lt(AT, Date.from(time)), Filters.lt("publishedAt", Date.from(time))));
    }

    /** Publishes what there is of a batch of which nothing more will be written. */
    private boolean publishWritten(Document document) {
        List<OutboxItem> items = new ArrayList<>();
        read(document, idsOf(document), items);
        return queue.publish(this, new OutgoingBatch(items, document.getString("_id")));
    }

    /** Publishes what there is of a batch, and has it marked if it is certain that nothing more will be written. */
    private void publishOrWait(Document document) {
        Set<String> absent = idsOf(document);
        List<OutboxItem> items = new ArrayList<>();
        read(document, absent, items);
        Instant openedAt = document.getDate("at").toInstant();
        String about = document.getString(ABOUT);
        absent.removeIf(id -> absence.isFinal(id, about, openedAt));
        if (!absent.isEmpty()) {
            read(document, absent, items); // written just now
        }
        if (absent.isEmpty()) {
            queue.publish(this, new OutgoingBatch(items, document.getString("_id")));
        } else {
            publishAhead(document.getString("_id"), items);
        }
    }

    /** Publishes, once over each connection, what was written of a batch of which more may be written. The batch stays pending. */
    private void publishAhead(String batchId, List<OutboxItem> items) {
        long connection = queue.connection();
        Ahead known = ahead.get(batchId);
        Set<String> sent = new HashSet<>(known != null && known.connection == connection ? known.ids : Set.of());
        List<OutboxItem> fresh =
                items.stream().filter(item -> !sent.contains(item.id())).toList();
        if (!fresh.isEmpty() && queue.publish(this, new OutgoingBatch(fresh, null))) {
            fresh.forEach(item -> sent.add(item.id()));
            ahead.put(batchId, new Ahead(connection, sent));
        }
    }

    private static Set<String> idsOf(Document batch) {
        return new HashSet<>(batch.getList("ids", String.class));
    }

    /** Reads the messages of these aggregates of a batch, and removes from {@code ids} those that exist. */
    private void read(Document batch, Set<String> ids, List<OutboxItem> items) {
        Date marked = batch.getDate("publishedAt");
        Instant markedAt = marked == null ? Instant.EPOCH : marked.toInstant();
        aggregates
                .find(Filters.in("_id", Set.copyOf(ids)))
                .projection(Projections.include(Outbox.FIELD))
                .forEach(aggregate -> {
                    String id = aggregate.getString("_id");
                    Document stored = aggregate.get(Outbox.FIELD, Document.class);
                    if (stored != null) {
                        ids.remove(id);
                        addItem(items, id, Outbox.fromDocument(stored), markedAt);
                    }
                });
    }

    private static void addItem(List<OutboxItem> items, String id, Outbox outbox, Instant markedAt) {
        List<OutboxMessage> messages = outbox.ofBatch(id);
        if (!messages.isEmpty()) {
            items.add(new OutboxItem(id, outbox.last(), messages, markedAt, List.of()));
        }
    }
}
