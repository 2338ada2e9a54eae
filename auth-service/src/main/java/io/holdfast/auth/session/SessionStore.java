package io.holdfast.auth.session;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.holdfast.contracts.SessionEnded;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.messaging.Outbox;
import io.holdfast.messaging.SortedBulkWrites;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.stereotype.Component;

/** The sessions in the database. */
@Component
class SessionStore {

    /** The newest are enough, to list and to compare with. */
    private static final int MOST = 200;

    private final MongoOperations mongo;
    private final GroupedInserts inserts;

    SessionStore(MongoOperations mongo) {
        this.mongo = mongo;
        this.inserts = new GroupedInserts(mongo.getCollection(Session.COLLECTION));
    }

    /** Returns when the session is stored. In a rush many begin at the same time, and are stored together. */
    void insert(Session session) {
        inserts.insert(session, mongo.getConverter());
    }

    Optional<Session> find(String id) {
        return Optional.ofNullable(mongo.findById(id, Session.class));
    }

    /** The sessions of a user that are alive, except {@code kept}. */
    List<Session> findOthers(String userId, String kept, Instant now) {
        return mongo.find(
                Query.query(Criteria.where("userId")
                        .is(userId)
                        .and("version")
                        .is(0L)
                        .and("expiresAt")
                        .gt(now)
                        .and("_id")
                        .ne(kept)),
                Session.class);
    }

    /** All sessions of a user that are stored: of the last weeks, ended or not. */
    List<Session> findAll(String userId) {
        return mongo.find(
                Query.query(Criteria.where("userId").is(userId))
                        .with(Sort.by(Sort.Direction.DESC, "createdAt"))
                        .limit(MOST),
                Session.class);
    }

    /** Removes from where and with what the sessions of a user were used. */
    void forget(String userId) {
        mongo.execute(Session.class, sessions -> {
            SortedBulkWrites.updateFound(
                    sessions,
                    Filters.and(
                            Filters.eq("userId", userId),
                            Filters.or(Filters.exists("network"), Filters.exists("device"))),
                    new Document("$unset", new Document("network", "").append("device", "")));
            return null;
        });
    }

    void seen(String id, Instant now) {
        mongo.updateFirst(Query.query(Criteria.where("_id").is(id)), new Update().set("seenAt", now), Session.class);
    }

    /**
     * Ends a session and announces it with one write.
     *
     * @return the session as it is after that; empty when it had ended already or does not exist
     */
    Optional<Session> end(SessionEnded ended, Instant now) {
        return Optional.ofNullable(mongo.execute(Session.class, sessions -> {
            Document after = sessions.findOneAndUpdate(
                    Filters.and(Filters.eq("_id", ended.sessionId()), Filters.eq("version", 0L)),
                    new Document(
                            "$set",
                            Outbox.announcing(ended, now)
                                    .append("version", ended.version())
                                    .append("endedAt", Date.from(now))),
                    new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
            return after == null ? null : mongo.getConverter().read(Session.class, after);
        }));
    }

    /** Deletes sessions that ran out before {@code before}, with one command. True if there may be more. */
    boolean deleteExpired(Instant before) {
        return SortedBulkWrites.deleteSome(
                mongo.getCollection(Session.COLLECTION), Filters.lt("expiresAt", Date.from(before)));
    }
}
