package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import io.holdfast.messaging.StreamProgress.Last;
import java.time.Instant;
import java.util.Date;
import java.util.function.Supplier;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** What each stream was like when it was last checked and had lost nothing, in the collection {@code outbox_streams}. */
final class KnownStreams {
    private static final String COLLECTION = "outbox_streams";

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
        return new KnownStream(
                document.get("created", Date.class).toInstant(),
                new Last(
                        document.get("sequence") instanceof Number sequence ? sequence.longValue() : 0,
                        document.getString("messageId")),
                document.get("at", Date.class).toInstant());
    }

    void save(String stream, KnownStream known) {
        collection()
                .replaceOne(
                        Filters.eq("_id", stream),
                        new Document("_id", stream)
                                .append("created", Date.from(known.created))
                                .append("sequence", known.last.sequence())
                                .append("messageId", known.last.messageId())
                                .append("at", Date.from(known.at)),
                        new ReplaceOptions().upsert(true));
    }

    private MongoCollection<Document> collection() {
        return database.get().getCollection(COLLECTION);
    }

    /**
     * @param created when the broker created it
     * @param last the last message of ours in it; sequence 0 for none
     * @param at when it was checked
     */
    record KnownStream(Instant created, Last last, Instant at) {}
}
