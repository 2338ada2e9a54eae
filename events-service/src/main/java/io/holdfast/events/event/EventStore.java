package io.holdfast.events.event;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import io.holdfast.contracts.EventStatus;
import io.holdfast.messaging.ChangeWaiter;
import io.holdfast.messaging.GroupedReads;
import io.holdfast.messaging.LongReads;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.SortedBulkWrites;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Component;

/** The events in the database. Every change is one write guarded by the version before it. */
@Component
class EventStore {

    /** In bytes, about half of what a document may hold. */
    private static final long MOST_ANNOUNCED = 8_000_000;

    private final MongoTemplate mongo;
    private final GroupedReads<Event> shown;
    private final GroupedReads<Event> outlines;
    private final ChangeWaiter waiter = new ChangeWaiter();

    EventStore(MongoTemplate mongo) {
        this.mongo = mongo;
        this.shown = reads(shown(new Criteria()));
        this.outlines = reads(outlined(new Criteria()));
    }

    private GroupedReads<Event> reads(Query fields) {
        return new GroupedReads<>(
                mongo.getCollection(Event.COLLECTION),
                fields.getFieldsObject(),
                document -> mongo.getConverter().read(Event.class, document));
    }

    /** @throws org.springframework.dao.DuplicateKeyException when there is an event with this id */
    void insert(Event event) {
        mongo.insert(event);
    }

    /** The whole event, with its outbox: as it must be read to change it. */
    Optional<Event> find(String id) {
        return Optional.ofNullable(mongo.findById(id, Event.class));
    }

    /** The event without its outbox: to be shown. Read once for all who ask for it at the same time. */
    Optional<Event> read(String id) {
        return shown.find(id);
    }

    /** The event without its outbox and the rows of its seating plans. Read once for all who ask for it at the same time. */
    Optional<Event> outline(String id) {
        return outlines.find(id);
    }

    List<Event> outlines(Collection<String> ids) {
        return mongo.find(outlined(where("_id").in(ids)), Event.class);
    }

    /**
     * Events of an organizer, the newest first.
     *
     * @param after where the page begins; null for the first page
     */
    List<Event> outlines(String organizerId, int limit, @Nullable OwnEventsCursor after) {
        Criteria which = where("organizerId").is(organizerId);
        if (after != null) {
            which.orOperator(
                    where("createdAt").lt(after.createdAt()),
                    where("createdAt").is(after.createdAt()).and("_id").lt(after.id()));
        }
        return mongo.find(
                outlined(which)
                        .with(Sort.by(Sort.Direction.DESC, "createdAt", "_id"))
                        .limit(limit),
                Event.class);
    }

    /** Up to {@code limit} published events of an organizer that are not over, however many there are after them. */
    List<Event> ahead(String organizerId, Instant now, int limit) {
        return mongo.find(
                outlined(where("organizerId")
                                .is(organizerId)
                                .and("status")
                                .is(EventStatus.PUBLISHED.name())
                                .and("details.endsAt")
                                .gt(Date.from(now)))
                        .limit(limit),
                Event.class);
    }

    /** The outlines of all published events, and of those that ended after {@code since}; to be closed by the caller. Reads the whole collection. */
    Stream<Event> published(Instant since) {
        Query published = outlined(new Criteria()
                .orOperator(
                        where("status").is(EventStatus.PUBLISHED.name()),
                        where("status")
                                .is(EventStatus.ENDED.name())
                                .and("details.endsAt")
                                .gt(Date.from(since))));
        return LongReads.stream(mongo.getCollection(mongo.getCollectionName(Event.class))
                        .find(published.getQueryObject())
                        .projection(published.getFieldsObject()))
                .map(document -> mongo.getConverter().read(Event.class, document));
    }

    /**
     * Writes the next version of an event together with its announcement; who sells it stays as it is stored, since that may have been
     * forgotten after the event was read.
     *
     * @return false when another change came first and nothing was written
     */
    boolean change(Event changed, Instant now) {
        return change(changed, List.of("proposal", "takenDown", "announcedStart"), now);
    }

    /** The same, of a change of who sells it. */
    boolean describe(Event changed, Instant now) {
        return change(changed, List.of("proposal", "takenDown", "announcedStart", "seller"), now);
    }

    private boolean change(Event changed, List<String> optional, Instant now) {
        Document whole = new Document();
        mongo.getConverter().write(changed, whole);
        Document set = new Document();
        for (String field :
                List.of("details", "status", "version", "publishedIn", "decision", "retiredTiers", "changedAt")) {
            if (whole.containsKey(field)) {
                set.append(field, whole.get(field));
            }
        }
        Document update = new Document("$set", set);
        Document gone = new Document();
        for (String field : optional) {
            if (whole.containsKey(field)) {
                set.append(field, whole.get(field));
            } else {
                gone.append(field, "");
            }
        }
        if (!gone.isEmpty()) {
            update.append("$unset", gone);
        }
        changed.announcement().ifPresent(message -> set.putAll(Outbox.announcing(message, now)));
        // One flat document: inside an $and the embedded database does not see the _id, and scans.
        Document guard = new Document("_id", changed.id()).append("version", changed.version() - 1);
        return mongo.getCollection(Event.COLLECTION).updateOne(guard, update).getMatchedCount() == 1;
    }

    /**
     * Whether the event's document has room for another edit beside the announcements of the last hours, which it keeps. Cancellations
     * and decisions always have room.
     */
    static boolean hasRoomForAnEdit(Event event) {
        Document entries = event.outbox().toDocument().get("entries", Document.class);
        long announced = entries.values().stream()
                .mapToLong(entry -> ((Document) entry).getString("body").getBytes(StandardCharsets.UTF_8).length)
                .sum();
        return announced < MOST_ANNOUNCED;
    }

    /** Removes who sold from all events of an organizer who is to be forgotten; nothing is announced. */
    void forgetSeller(String organizerId) {
        SortedBulkWrites.updateFound(
                mongo.getCollection(Event.COLLECTION),
                new Document("organizerId", organizerId).append("seller", new Document("$exists", true)),
                new Document("$unset", new Document("seller", "")));
    }

    /** Wakes the requests that wait for a change of this event. */
    void changed(String id) {
        waiter.changed(id);
    }

    /** Waits until {@code look} finds something, at most {@code limit}, for changes made at any replica. */
    <T> Optional<T> await(String id, Duration limit, Supplier<Optional<T>> look) {
        return waiter.await(id, limit, look);
    }

    private static Query shown(Criteria which) {
        Query query = query(which);
        query.fields().exclude("outbox");
        return query;
    }

    private static Query outlined(Criteria which) {
        Query query = shown(which);
        query.fields().exclude("details.tiers.seating.rows", "proposal", "decision");
        return query;
    }
}
