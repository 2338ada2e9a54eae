package io.holdfast.events.event;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.mongodb.client.model.Filters;
import io.holdfast.contracts.EventMessage;
import io.holdfast.contracts.EventStatus;
import io.holdfast.messaging.Outbox;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/** The events in the database. Every change is one write guarded by the version before it. */
@Component
class EventStore {

    private final MongoTemplate mongo;

    EventStore(MongoTemplate mongo) {
        this.mongo = mongo;
    }

    /** @throws org.springframework.dao.DuplicateKeyException when there is an event with this id */
    void insert(Event event) {
        mongo.insert(event);
    }

    Optional<Event> find(String id) {
        return Optional.ofNullable(mongo.findById(id, Event.class));
    }

    List<Event> find(Collection<String> ids) {
        return mongo.find(query(where("_id").in(ids)), Event.class);
    }

    /** Every published event; to be closed. Reads the whole collection: for the start of a replica. */
    Stream<Event> published() {
        return mongo.stream(query(where("status").is(EventStatus.PUBLISHED)), Event.class);
    }

    /**
     * Writes the status and version of {@code changed} together with what announces them.
     *
     * @return false when another change came first and nothing was written
     */
    boolean changeStatus(Event changed, EventMessage announcement, Instant now) {
        Document set = Outbox.announcing(announcement, now)
                .append("status", changed.status().name())
                .append("version", changed.version());
        return mongo.getCollection(Event.COLLECTION)
                        .updateOne(
                                Filters.and(
                                        Filters.eq("_id", changed.id()), Filters.eq("version", changed.version() - 1)),
                                new Document("$set", set))
                        .getMatchedCount()
                == 1;
    }
}
