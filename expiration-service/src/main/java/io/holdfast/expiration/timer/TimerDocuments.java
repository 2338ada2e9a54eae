package io.holdfast.expiration.timer;

import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import io.holdfast.messaging.Outbox;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The documents of the collection {@code timers}, and the updates that change them:
 *
 * <pre>{ _id, kind, subjectId, dueAt, due?, state, source, version, changedAt, firedBy?, outbox? }</pre>
 *
 * <p>{@code source} is the version of the order or event that last set or cancelled it: older messages change nothing. {@code due}
 * repeats {@code dueAt} while the timer waits, for a partial index.
 */
final class TimerDocuments {

    static final String WAITING = "waiting";
    static final String FIRED = "fired";
    static final String CANCELLED = "cancelled";

    private TimerDocuments() {}

    static Document create(
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

    static Timer read(Document document) {
        return new Timer(
                document.getString("_id"),
                TimerKind.valueOf(document.getString("kind")),
                document.getString("subjectId"),
                document.get("dueAt", Date.class).toInstant(),
                WAITING.equals(document.getString("state")),
                document.getLong("version"),
                Outbox.fromDocument(document.get("outbox", Document.class)));
    }

    /** Guards a write that only messages newer than {@code source} may make. */
    static Document older(String id, long source) {
        // One flat document: inside an $and the embedded database does not see the _id, and scans.
        return new Document("_id", id).append("source", new Document("$lt", source));
    }

    /** Guards the firing of a timer that was read before. */
    static Document unchanged(Timer timer) {
        return new Document("_id", timer.id())
                .append("state", WAITING)
                .append("dueAt", Date.from(timer.dueAt()))
                .append("version", timer.version());
    }

    static Bson scheduling(Instant dueAt, long source, Instant now) {
        Date due = Date.from(dueAt);
        return combine(
                set("dueAt", due),
                set("due", due),
                set("state", WAITING),
                set("source", source),
                set("changedAt", Date.from(now)));
    }

    static Bson cancelling(long source, Instant now) {
        return combine(set("state", CANCELLED), set("source", source), set("changedAt", Date.from(now)), unset("due"));
    }

    /** @param firedBy an id of this attempt, by which to find what it wrote */
    static Bson firing(Timer timer, String firedBy, Instant now) {
        return combine(
                new Document("$set", Outbox.announcing(timer.announcement(), now)),
                set("state", FIRED),
                set("firedBy", firedBy),
                set("version", timer.version() + 1),
                set("changedAt", Date.from(now)),
                unset("due"));
    }
}
