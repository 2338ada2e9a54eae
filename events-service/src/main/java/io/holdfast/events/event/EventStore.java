package io.holdfast.events.event;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import io.holdfast.contracts.EventStatus;
import io.holdfast.messaging.ChangeWaiter;
import io.holdfast.messaging.Outbox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.Index;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.stereotype.Component;

/** The events in the database. Every change is one write guarded by the version before it. */
@Component
class EventStore {

    private static final Logger log = LoggerFactory.getLogger(EventStore.class);

    /** In bytes, about half of what a document may hold. */
    private static final long MOST_ANNOUNCED = 8_000_000;

    private final MongoTemplate mongo;
    private final ChangeWaiter awaiting = new ChangeWaiter();

    EventStore(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    /** Creates what the queries need; repeating it changes nothing. Without it they are only slower. */
    void prepare() {
        try {
            mongo.indexOps(Event.COLLECTION)
                    .createIndex(new Index("organizerId", Sort.Direction.ASC).on("createdAt", Sort.Direction.DESC));
        } catch (RuntimeException e) {
            log.warn("No index for the events of an organizer yet: {}", e.toString());
        }
    }

    /** @throws org.springframework.dao.DuplicateKeyException when there is an event with this id */
    void insert(Event event) {
        mongo.insert(event);
    }

    /** The whole event, as it must be read to change it. */
    Optional<Event> find(String id) {
        return Optional.ofNullable(mongo.findById(id, Event.class));
    }

    /** The event as it is shown: without what it announced. */
    Optional<Event> read(String id) {
        return Optional.ofNullable(mongo.findOne(shown(where("_id").is(id)), Event.class));
    }

    /** The event without the rows of its seating plans, either. */
    Optional<Event> outline(String id) {
        return Optional.ofNullable(mongo.findOne(outlined(where("_id").is(id)), Event.class));
    }

    List<Event> outlines(Collection<String> ids) {
        return mongo.find(outlined(where("_id").in(ids)), Event.class);
    }

    /**
     * Events of an organizer, the newest first.
     *
     * @param after where to go on; null for the beginning
     */
    List<Event> outlines(String organizerId, int limit, @Nullable Place after) {
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

    /** Every published event, in outline; to be closed. Reads the whole collection: for the start of a replica. */
    Stream<Event> published() {
        return mongo.stream(outlined(where("status").is(EventStatus.PUBLISHED)), Event.class);
    }

    /**
     * Writes the next version of an event together with what announces it.
     *
     * @return false when another change came first and nothing was written
     */
    boolean change(Event changed, Instant now) {
        Document whole = new Document();
        mongo.getConverter().write(changed, whole);
        Document set = new Document();
        for (String field : List.of("details", "status", "version", "publishedIn", "decision", "retiredTiers")) {
            if (whole.containsKey(field)) {
                set.append(field, whole.get(field));
            }
        }
        Document update = new Document("$set", set);
        if (whole.containsKey("proposal")) {
            set.append("proposal", whole.get("proposal"));
        } else {
            update.append("$unset", new Document("proposal", ""));
        }
        changed.announcement().ifPresent(message -> set.putAll(Outbox.announcing(message, now)));
        // One flat document: inside an $and the embedded database does not see the _id, and scans.
        Document guard = new Document("_id", changed.id()).append("version", changed.version() - 1);
        return mongo.getCollection(Event.COLLECTION).updateOne(guard, update).getMatchedCount() == 1;
    }

    /**
     * Whether another edit can be written on top of what the event announced in the last hours, which is kept with it.
     * Cancelling it and what the inventory decides can always be.
     */
    static boolean hasRoomForAnEdit(Event event) {
        Document entries = event.outbox().toDocument().get("entries", Document.class);
        long announced = entries.values().stream()
                .mapToLong(entry -> ((Document) entry).getString("body").getBytes(StandardCharsets.UTF_8).length)
                .sum();
        return announced < MOST_ANNOUNCED;
    }

    /** Wakes whoever waits for a change of that event. */
    void changed(String id) {
        awaiting.changed(id);
    }

    /** Waits for {@code look} to find something in the event, whoever changes it. */
    <T> Optional<T> await(String id, Duration limit, Supplier<Optional<T>> look) {
        return awaiting.await(id, limit, look);
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

    /** The place of an event in its organizer's list. */
    record Place(Instant createdAt, String id) {}
}
