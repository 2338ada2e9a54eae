package io.holdfast.orders.waiting;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.Inserts;
import io.holdfast.orders.waiting.Admissions.Step;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * What is stored of each waiting room besides its pages: its secrets, which never change, and who was admitted.
 *
 * <pre>{ _id: event, madeAt, active?, secrets…, version, admitted, steps: [{ first, last, at, until }] }</pre>
 */
@Component
class RoomStore {

    static final String COLLECTION = "waiting_rooms";

    /** In the documents of rooms from which people may still be admitted. */
    static final String ACTIVE = "active";

    private final MongoCollection<Document> collection;
    private final Clock clock;

    RoomStore(MongoTemplate mongo, Clock clock) {
        this.collection = mongo.getCollection(COLLECTION);
        this.clock = clock;
    }

    /** The secrets of a room, if it was made. */
    Optional<Secrets> find(String eventId) {
        return Optional.ofNullable(collection.find(Filters.eq("_id", eventId)).first())
                .map(Secrets::read);
    }

    /**
     * The secrets of a room, which is made if it is not there.
     *
     * @throws DataAccessResourceFailureException when another replica made it, and no majority has it yet
     */
    Secrets findOrMake(String eventId) {
        return find(eventId).orElseGet(() -> {
            insert(eventId);
            return find(eventId)
                    .orElseThrow(() -> new DataAccessResourceFailureException(
                            "The waiting room of event " + eventId + " is being made"));
        });
    }

    private void insert(String eventId) {
        Document document = new Document("_id", eventId)
                .append("madeAt", Date.from(clock.instant()))
                .append(ACTIVE, true);
        document.putAll(Secrets.random().write());
        document.putAll(write(Admissions.NONE));
        // Another replica may have been first: its secrets count.
        boolean _ = Inserts.insertIfAbsent(collection, document);
    }

    /** Events from whose rooms people may still be admitted. */
    List<String> findActive() {
        return collection
                .find(CollectionIndexes.indexed(ACTIVE, "$eq", true))
                .projection(Projections.include("_id"))
                .map(document -> document.getString("_id"))
                .into(new ArrayList<>());
    }

    /** The event is no longer sold. */
    void retire(String eventId) {
        collection.updateOne(new Document("_id", eventId), new Document("$unset", new Document(ACTIVE, "")));
    }

    /** The event may be sold after all. */
    void revive(String eventId) {
        collection.updateOne(
                new Document("_id", eventId).append(ACTIVE, null), new Document("$set", new Document(ACTIVE, true)));
    }

    /**
     * What changes of a room.
     *
     * @param active whether people may still be admitted from it
     */
    record State(boolean active, Admissions admissions) {}

    State state(String eventId) {
        Document document = collection
                .find(Filters.eq("_id", eventId))
                .projection(Projections.include(ACTIVE, "version", "admitted", "steps"))
                .first();
        return document == null
                ? new State(false, Admissions.NONE)
                : new State(document.getBoolean(ACTIVE, false), read(document));
    }

    /** Writes the next admission, unless another one was written since: the guarded write that decides who is admitted. */
    boolean save(String eventId, Admissions next) {
        return collection
                        .updateOne(
                                new Document("_id", eventId).append("version", next.version() - 1),
                                new Document("$set", write(next)))
                        .getMatchedCount()
                == 1;
    }

    private static Document write(Admissions admissions) {
        return new Document("version", admissions.version())
                .append("admitted", admissions.admitted())
                .append(
                        "steps",
                        admissions.steps().stream()
                                .map(step -> new Document("first", step.first())
                                        .append("last", step.last())
                                        .append("at", Date.from(step.at()))
                                        .append("until", Date.from(step.until())))
                                .toList());
    }

    private static Admissions read(Document document) {
        return new Admissions(
                document.getLong("version"),
                document.getInteger("admitted"),
                document.getList("steps", Document.class).stream()
                        .map(step -> new Step(
                                step.getInteger("first"),
                                step.getInteger("last"),
                                step.getDate("at").toInstant(),
                                step.getDate("until").toInstant()))
                        .toList());
    }
}
