package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.bson.Document;

/**
 * For aggregates that come into being many at once: one small document lists them <em>before</em> they are written, and is
 * what is marked when they are said, instead of each of them. A mark of its own costs a database more than the
 * insert of what it marks.
 *
 * <pre>{ _id, ids: [...], at, pendingSince?, sequence?, publishedAt? }</pre>
 *
 * <p>The announcements themselves stay in the aggregates' outboxes. What a crash leaves pending is looked at by the
 * sweeper: what was written is said, and of what was not it is made sure that it never will be.
 */
public final class OutboxBatches {

    /** What knows whether an aggregate can still come into being. */
    @FunctionalInterface
    public interface Absence {

        /**
         * Makes sure that no aggregate of this id is written any more, if that may be done yet.
         *
         * @param openedAt when its batch was opened
         * @return whether there is none and never will be
         */
        boolean isFinal(String id, Instant openedAt);
    }

    /** Aggregates that are about to be written together. */
    public record Batch(String id) {}

    private static final String PENDING = "pendingSince";
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** Each lists some hundred ids: all of a rush at once would not fit into memory. */
    private static final int READ_TOGETHER = 50;

    private final MongoCollection<Document> aggregates;
    private final MongoCollection<Document> batches;
    private final String stream;
    private final OutboxRelay relay;
    private final Absence absence;
    private final Clock clock;
    private final MessagingProperties properties;

    OutboxBatches(
            MongoCollection<Document> aggregates,
            MongoCollection<Document> batches,
            String stream,
            OutboxRelay relay,
            Absence absence,
            Clock clock,
            MessagingProperties properties) {
        this.aggregates = aggregates;
        this.batches = batches;
        this.stream = stream;
        this.relay = relay;
        this.absence = absence;
        this.clock = clock;
        this.properties = properties;
    }

    void createIndex() {
        batches.createIndex(Indexes.ascending(PENDING), new IndexOptions().sparse(true));
    }

    /**
     * Lists aggregates that may be written once this has returned, with outboxes that {@link Outbox#leaveToBatch() leave it to
     * a batch}.
     *
     * @throws com.mongodb.MongoException then none of them may be written
     */
    public Batch open(Collection<String> ids) {
        String id = Ids.random();
        Date now = Date.from(clock.instant());
        batches.insertOne(new Document("_id", id)
                .append("ids", List.copyOf(ids))
                .append("at", now)
                .append(PENDING, now));
        return new Batch(id);
    }

    /**
     * Says what was written of a batch. Returns at once, never throws. Not to be called while it is unknown whether others of
     * the batch were written: then it is left to the sweeper.
     */
    public void publish(Batch batch, Collection<? extends Outboxed> written) {
        relay.publish(
                batch,
                written.stream()
                        .map(aggregate ->
                                OutboxItem.of(aggregate, aggregate.outbox().ofBatch(aggregate.id())))
                        .filter(item -> !item.announcements().isEmpty())
                        .toList());
    }

    /** How many batches are not said yet, and since when the oldest of them has waited. */
    Backlog backlog(int mostCounted) {
        return Backlog.of(batches, PENDING, mostCounted);
    }

    /** Marks batches whose messages are on the streams up to these places; those of which nothing was written, at zero. */
    void mark(Map<Batch, Long> said) {
        Date now = Date.from(clock.instant());
        batches.bulkWrite(
                said.entrySet().stream()
                        .map(entry -> new UpdateOneModel<Document>(
                                new Document("_id", entry.getKey().id()),
                                new Document(
                                                "$set",
                                                new Document("sequence", entry.getValue()).append("publishedAt", now))
                                        .append("$unset", new Document(PENDING, ""))))
                        .toList(),
                new BulkWriteOptions().ordered(false));
    }

    /** Says what has been pending for longer than the grace period, except what is on its way. */
    void sweep(Set<Batch> underway) {
        Date before = Date.from(clock.instant().minus(properties.grace()));
        for (Document document : batches.find(Filters.lt(PENDING, before)).batchSize(READ_TOGETHER)) {
            if (!underway.contains(batchOf(document))) {
                settle(document);
            }
        }
    }

    /** Says again the batches that a stream no longer has, besides those that are pending; whether all of it was said. */
    boolean sayAgain(String lostBy, Instant since, BiPredicate<Long, Instant> lost) {
        boolean complete = true;
        if (!lostBy.equals(stream)) {
            return complete;
        }
        for (Document document :
                batches.find(Filters.gte("at", Date.from(since))).batchSize(READ_TOGETHER)) {
            Date publishedAt = document.getDate("publishedAt");
            long sequence = document.get("sequence", 0L);
            if (publishedAt != null && sequence > 0 && lost.test(sequence, publishedAt.toInstant())) {
                complete &= sayWritten(document);
            }
        }
        return complete;
    }

    /** Says batches that were given to {@link #publish} and did not get through. */
    void sayMissed(Collection<Batch> missed) {
        List<String> ids = missed.stream().map(Batch::id).toList();
        batches.find(Filters.in("_id", ids)).batchSize(READ_TOGETHER).forEach(this::sayWritten);
    }

    /** Says what there is of a batch of which nothing more will be written. */
    private boolean sayWritten(Document document) {
        List<OutboxItem> items = new ArrayList<>();
        read(idsOf(document), items);
        return relay.say(batchOf(document), items);
    }

    /** Says what there is of a batch, once it is certain that there will be no more. */
    private void settle(Document document) {
        Set<String> absent = idsOf(document);
        List<OutboxItem> items = new ArrayList<>();
        read(absent, items);
        Instant openedAt = document.getDate("at").toInstant();
        absent.removeIf(id -> absence.isFinal(id, openedAt));
        if (!absent.isEmpty()) {
            read(absent, items); // written just now
        }
        if (absent.isEmpty()) {
            relay.say(batchOf(document), items);
        }
    }

    private static Set<String> idsOf(Document batch) {
        return new HashSet<>(batch.getList("ids", String.class));
    }

    private static Batch batchOf(Document document) {
        return new Batch(document.getString("_id"));
    }

    /** Reads what these say; removes those that are there. */
    private void read(Set<String> ids, List<OutboxItem> items) {
        aggregates
                .find(Filters.in("_id", Set.copyOf(ids)))
                .projection(Projections.include(Outbox.FIELD))
                .forEach(aggregate -> {
                    String id = aggregate.getString("_id");
                    Document stored = aggregate.get(Outbox.FIELD, Document.class);
                    if (stored != null) {
                        ids.remove(id);
                        Outbox outbox = Outbox.fromDocument(stored);
                        List<Announcement> announcements = outbox.ofBatch(id);
                        if (!announcements.isEmpty()) {
                            items.add(new OutboxItem(id, outbox.last(), announcements, List.of()));
                        }
                    }
                });
    }

    /** Before this, no batch has anything left to say. */
    Instant settledBefore() {
        Instant oldest = backlog(1).since();
        return oldest == null ? clock.instant() : oldest.minus(SKEW);
    }

    /** Forgets the batches that were said before {@code time}. */
    void trim(Instant time) {
        batches.deleteMany(Filters.lt("publishedAt", Date.from(time)));
    }
}
