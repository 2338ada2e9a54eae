package io.holdfast.expiration.timer;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.messaging.Ids;
import io.holdfast.messaging.Outbox;
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

/**
 * The collection {@code timers}:
 *
 * <pre>{ _id, kind, subjectId, dueAt, due?, state, source, version, changedAt, firedBy?, outbox? }</pre>
 *
 * <p>{@code source} is the version of the order or event that set it last: older messages change nothing. {@code due}
 * repeats {@code dueAt} while the timer waits, for a sparse index.
 */
@Component
class TimerStore {
    static final String COLLECTION = "timers";

    private static final String WAITING = "waiting";
    private static final String FIRED = "fired";
    private static final String CANCELLED = "cancelled";

    /** What says a subject's first version finds no timer, unless it is said twice or late. */
    private static final long FIRST = 1;

    private final MongoCollection<Document> timers;
    private final GroupedInserts inserts;

    TimerStore(MongoDatabaseFactory database) {
        this.timers = database.getMongoDatabase().getCollection(COLLECTION);
        this.inserts = new GroupedInserts(timers);
    }

    void createIndexes() {
        timers.createIndex(Indexes.ascending("due"), new IndexOptions().sparse(true));
    }

    /** Sets a timer, or sets it anew; whether it now waits for this deadline because of this call. */
    boolean schedule(TimerKind kind, String subjectId, Instant dueAt, long source, Instant now) {
        String id = kind.timerId(subjectId);
        Date due = Date.from(dueAt);
        Document fresh = fresh(id, kind, subjectId, dueAt, WAITING, source, now).append("due", due);
        if (source == FIRST && inserts.insert(fresh)) {
            return true;
        }
        // A timer that fired for this very deadline does not fire again because the event's description changed.
        boolean unchanged = timers.updateOne(
                                older(id, source)
                                        .append("dueAt", due)
                                        .append("state", new Document("$in", List.of(WAITING, FIRED))),
                                set("source", source))
                        .getMatchedCount()
                > 0;
        if (unchanged) {
            return false;
        }
        Bson waiting = combine(
                set("dueAt", due),
                set("due", due),
                set("state", WAITING),
                set("source", source),
                set("changedAt", Date.from(now)));
        if (timers.updateOne(older(id, source), waiting).getMatchedCount() > 0) {
            return true;
        }
        return inserts.insert(fresh)
                || timers.updateOne(older(id, source), waiting).getMatchedCount() > 0;
    }

    /** Calls a timer off; one that is not set yet will not be set by the older message that is still to come. */
    void cancel(TimerKind kind, String subjectId, Instant dueAt, long source, Instant now) {
        String id = kind.timerId(subjectId);
        if (!cancelOlder(id, source, now)
                && !inserts.insert(fresh(id, kind, subjectId, dueAt, CANCELLED, source, now))) {
            // There already: newer, or set between the two.
            cancelOlder(id, source, now);
        }
    }

    /** The timers due by {@code until}, in no order; at most {@code limit}. */
    List<Due> waiting(Instant until, int limit) {
        List<Due> found = new ArrayList<>();
        for (Document document : timers.find(lte("due", Date.from(until)))
                .projection(Projections.include("due"))
                .limit(limit)) {
            found.add(new Due(document.get("due", Date.class).toInstant(), document.getString("_id")));
        }
        return found;
    }

    /** How many timers have been due since before {@code before}; counting stops at {@code limit}. */
    long overdue(Instant before, int limit) {
        return timers.countDocuments(lt("due", Date.from(before)), new CountOptions().limit(limit));
    }

    /** When the timer that has waited longest is, or was, due; empty when none waits. */
    Optional<Instant> first() {
        return Optional.ofNullable(timers.find(Filters.exists("due"))
                        .sort(Sorts.ascending("due"))
                        .projection(Projections.include("due"))
                        .first())
                .map(document -> document.get("due", Date.class).toInstant());
    }

    /**
     * Fires those of {@code ids} that are due, each in one guarded write with its announcement.
     *
     * @return the timers that fired here, and nowhere else
     */
    List<Timer> fire(Collection<String> ids, Instant now) {
        String by = Ids.random();
        List<Timer> fired = new ArrayList<>();
        List<WriteModel<Document>> updates = new ArrayList<>();
        for (Document document : timers.find(in("_id", ids))) {
            Timer timer = timer(document);
            if (timer.isDue(now)) {
                updates.add(new UpdateOneModel<>(
                        new Document("_id", timer.id())
                                .append("state", WAITING)
                                .append("dueAt", Date.from(timer.dueAt()))
                                .append("version", timer.version()),
                        combine(
                                new Document("$set", Outbox.announcing(timer.announcement(), now)),
                                set("state", FIRED),
                                set("firedBy", by),
                                set("version", timer.version() + 1),
                                set("changedAt", Date.from(now)),
                                unset("due"))));
                fired.add(timer.fired(now));
            }
        }
        if (updates.isEmpty()) {
            return fired;
        }
        long written =
                timers.bulkWrite(updates, new BulkWriteOptions().ordered(false)).getMatchedCount();
        if (written < updates.size()) {
            // Another replica was faster with some of them: it says those.
            Set<String> mine = new HashSet<>();
            for (Document document : timers.find(
                            new Document("_id", new Document("$in", List.copyOf(ids))).append("firedBy", by))
                    .projection(Projections.include("_id"))) {
                mine.add(document.getString("_id"));
            }
            fired.removeIf(timer -> !mine.contains(timer.id()));
        }
        return fired;
    }

    /** Forgets timers that have been over since before {@code cutoff}, and have nothing more to say. */
    void forget(Instant cutoff) {
        timers.deleteMany(
                and(in("state", FIRED, CANCELLED), lt("changedAt", Date.from(cutoff)), Outbox.nothingPending()));
    }

    private boolean cancelOlder(String id, long source, Instant now) {
        return timers.updateOne(
                                older(id, source),
                                combine(
                                        set("state", CANCELLED),
                                        set("source", source),
                                        set("changedAt", Date.from(now)),
                                        unset("due")))
                        .getMatchedCount()
                > 0;
    }

    /** One flat document: inside an {@code $and} the embedded database does not see the {@code _id}, and scans. */
    private static Document older(String id, long source) {
        return new Document("_id", id).append("source", new Document("$lt", source));
    }

    private static Document fresh(
            String id, TimerKind kind, String subjectId, Instant dueAt, String state, long source, Instant now) {
        return new Document("_id", id)
                .append("kind", kind.name())
                .append("subjectId", subjectId)
                .append("dueAt", Date.from(dueAt))
                .append("state", state)
                .append("source", source)
                .append("version", 0L)
                .append("changedAt", Date.from(now));
    }

    private static Timer timer(Document document) {
        return new Timer(
                document.getString("_id"),
                TimerKind.valueOf(document.getString("kind")),
                document.getString("subjectId"),
                document.get("dueAt", Date.class).toInstant(),
                WAITING.equals(document.getString("state")),
                document.getLong("version"),
                Outbox.fromDocument(document.get("outbox", Document.class)));
    }

    /** When a timer is due. */
    record Due(Instant at, String id) {}
}
