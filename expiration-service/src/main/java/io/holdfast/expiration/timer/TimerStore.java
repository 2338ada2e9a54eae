package io.holdfast.expiration.timer;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.set;
import static io.holdfast.expiration.timer.TimerDocuments.CANCELLED;
import static io.holdfast.expiration.timer.TimerDocuments.FIRED;
import static io.holdfast.expiration.timer.TimerDocuments.WAITING;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.messaging.GroupedUpdates;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.SortedBulkWrites;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.stereotype.Component;

/** The timers in the database. Every change is one guarded write. */
@Component
class TimerStore {
    static final String COLLECTION = "timers";

    /** A message about a subject's first version finds no timer yet, unless it is repeated or late. */
    private static final long FIRST = 1;

    private final MongoCollection<Document> timers;
    private final GroupedInserts inserts;
    private final GroupedUpdates updates;

    TimerStore(MongoDatabaseFactory database) {
        this.timers = database.getMongoDatabase().getCollection(COLLECTION);
        this.inserts = new GroupedInserts(timers);
        this.updates = new GroupedUpdates(timers);
    }

    /**
     * Sets a timer, or sets it to another deadline. Changes nothing when a message of this version or a newer one did so before.
     *
     * @return whether it waits for this deadline because of this call
     */
    boolean schedule(TimerKind kind, String subjectId, Instant dueAt, long source, Instant now) {
        String id = kind.timerId(subjectId);
        Date due = Date.from(dueAt);
        Document fresh = TimerDocuments.create(id, kind, subjectId, dueAt, WAITING, source, now)
                .append("due", due);
        if (source == FIRST && inserts.insert(fresh)) {
            return true;
        }
        // The deadline is the same: a timer that fired for it does not fire again.
        boolean unchanged = timers.updateOne(
                                TimerDocuments.older(id, source)
                                        .append("dueAt", due)
                                        .append("state", new Document("$in", List.of(WAITING, FIRED))),
                                set("source", source))
                        .getMatchedCount()
                > 0;
        if (unchanged) {
            return false;
        }
        Bson waiting = TimerDocuments.scheduling(dueAt, source, now);
        if (timers.updateOne(TimerDocuments.older(id, source), waiting).getMatchedCount() > 0) {
            return true;
        }
        return inserts.insert(fresh)
                || timers.updateOne(TimerDocuments.older(id, source), waiting).getMatchedCount() > 0;
    }

    /** Cancels a timer. One that is not set yet is stored as cancelled, so that an older message that comes later does not set it. */
    void cancel(TimerKind kind, String subjectId, Instant dueAt, long source, Instant now) {
        String id = kind.timerId(subjectId);
        if (!updates.update(cancellingOlder(id, source, now))
                && !cancelOlder(id, source, now)
                && !inserts.insert(TimerDocuments.create(id, kind, subjectId, dueAt, CANCELLED, source, now))) {
            // There already: newer, or set between the two.
            cancelOlder(id, source, now);
        }
    }

    /** The timers that wait and are due by {@code until}, in no order; at most {@code limit}. */
    List<Deadline> findWaiting(Instant until, int limit) {
        List<Deadline> found = new ArrayList<>();
        for (Document document :
                timers.find(dueBy(until)).projection(Projections.include("due")).limit(limit)) {
            found.add(new Deadline(document.get("due", Date.class).toInstant(), document.getString("_id")));
        }
        return found;
    }

    /** How many timers have been due since before {@code before}; counting stops at {@code limit}. */
    long countOverdue(Instant before, int limit) {
        return timers.countDocuments(overdue(before), new CountOptions().limit(limit));
    }

    static Document dueBy(Instant until) {
        return CollectionIndexes.indexed("due", "$lte", Date.from(until));
    }

    static Document overdue(Instant before) {
        return CollectionIndexes.indexed("due", "$lt", Date.from(before));
    }

    /** When the first of the waiting timers is, or was, due; empty when none waits. */
    Optional<Instant> firstDue() {
        return Optional.ofNullable(timers.find(Filters.exists("due"))
                        .sort(Sorts.ascending("due"))
                        .projection(Projections.include("due"))
                        .first())
                .map(document -> document.get("due", Date.class).toInstant());
    }

    /**
     * Fires those of {@code ids} that are due, each in one guarded write with its announcement.
     *
     * @return the timers that fired here, and at no other replica
     */
    List<Timer> fire(Collection<String> ids, Instant now) {
        String firedBy = Ids.random();
        List<Timer> fired = new ArrayList<>();
        List<UpdateOneModel<Document>> updates = new ArrayList<>();
        for (Document document : timers.find(in("_id", ids))) {
            Timer timer = TimerDocuments.read(document);
            if (timer.isDue(now)) {
                updates.add(new UpdateOneModel<>(
                        TimerDocuments.unchanged(timer), TimerDocuments.firing(timer, firedBy, now)));
                fired.add(timer.fire(now));
            }
        }
        if (updates.isEmpty()) {
            return fired;
        }
        long written = SortedBulkWrites.update(timers, updates);
        if (written < updates.size()) {
            // Another replica fired some of them, and publishes those.
            Set<String> firedHere = findFiredBy(firedBy, ids);
            fired.removeIf(timer -> !firedHere.contains(timer.id()));
        }
        return fired;
    }

    /**
     * Deletes timers that fired or were cancelled before {@code cutoff} and whose messages are published, with one command. True if there
     * may be more.
     */
    boolean deleteFinished(Instant cutoff) {
        return SortedBulkWrites.deleteSome(
                timers,
                and(in("state", FIRED, CANCELLED), lt("changedAt", Date.from(cutoff)), Outbox.nothingPending()));
    }

    private boolean cancelOlder(String id, long source, Instant now) {
        return SortedBulkWrites.update(timers, List.of(cancellingOlder(id, source, now))) == 1;
    }

    private static UpdateOneModel<Document> cancellingOlder(String id, long source, Instant now) {
        return new UpdateOneModel<>(TimerDocuments.older(id, source), TimerDocuments.cancelling(source, now));
    }

    private Set<String> findFiredBy(String firedBy, Collection<String> ids) {
        Set<String> found = new HashSet<>();
        for (Document document : timers.find(
                        new Document("_id", new Document("$in", List.copyOf(ids))).append("firedBy", firedBy))
                .projection(Projections.include("_id"))) {
            found.add(document.getString("_id"));
        }
        return found;
    }
}
