package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import io.holdfast.messaging.StreamProgress.Last;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** What each stream was like when it was last checked and had lost nothing, in the collection {@code outbox_streams}. */
final class KnownStreams {
    /** How far the clocks of replicas may be apart, with which they note when they published something. */
    static final Duration CLOCKS_DIFFER = Duration.ofSeconds(10);

    private static final String COLLECTION = "outbox_streams";

    /** After which a write is not performed any more. */
    private static final Duration LATEST = DatabaseClientSettings.STATEMENT;

    private final Supplier<MongoDatabase> database;

    KnownStreams(Supplier<MongoDatabase> database) {
        this.database = database;
    }

    @Nullable
    KnownStream find(String stream) {
        Document document = collection().find(Filters.eq("_id", stream)).first();
        if (document == null) {
            return null;
        }
        Date from = document.getDate("lateFrom");
        return new KnownStream(
                document.get("created", Date.class).toInstant(),
                new Last(
                        document.get("sequence") instanceof Number sequence ? sequence.longValue() : 0,
                        document.getString("messageId")),
                document.get("at", Date.class).toInstant(),
                from == null
                        ? null
                        : new LateMarks(
                                from.toInstant(),
                                document.getDate("lateTo").toInstant(),
                                document.getDate("lateSince").toInstant()));
    }

    void save(String stream, KnownStream known) {
        Document document = new Document("_id", stream)
                .append("created", Date.from(known.created))
                .append("sequence", known.last.sequence())
                .append("messageId", known.last.messageId())
                .append("at", Date.from(known.at));
        if (known.late != null) {
            document.append("lateFrom", Date.from(known.late.from))
                    .append("lateTo", Date.from(known.late.to))
                    .append("lateSince", Date.from(known.late.since));
        }
        collection().replaceOne(Filters.eq("_id", stream), document, new ReplaceOptions().upsert(true));
    }

    private MongoCollection<Document> collection() {
        return database.get().getCollection(COLLECTION);
    }

    /**
     * @param created when the broker created it
     * @param last the last message of ours in it; sequence 0 for none
     * @param at when it was checked
     * @param late null unless it has lost something lately
     */
    record KnownStream(
            Instant created,
            Last last,
            Instant at,
            @Nullable LateMarks late) {}

    /**
     * Marks of messages that a stream has lost since. A database may perform a write long after the one who asked for it got no answer and
     * the stream was compared, so the messages are compared once more when every such write has ended.
     *
     * @param from when the stream was well for the last time
     * @param to when the loss was seen
     * @param since aggregates that were changed since then may have them
     */
    record LateMarks(Instant from, Instant to, Instant since) {

        boolean areWritten(Instant now) {
            return now.isAfter(to.plus(LATEST).plus(CLOCKS_DIFFER));
        }

        /** Whether a mark that was made at this time may be one. */
        boolean include(Instant at) {
            return !at.isBefore(from.minus(LATEST).minus(CLOCKS_DIFFER)) && !at.isAfter(to.plus(CLOCKS_DIFFER));
        }

        /** Those of an earlier loss, if they are still to be compared, and these. */
        static LateMarks of(@Nullable LateMarks open, LateMarks more) {
            return open == null
                    ? more
                    : new LateMarks(open.from, more.to, open.since.isBefore(more.since) ? open.since : more.since);
        }
    }
}
