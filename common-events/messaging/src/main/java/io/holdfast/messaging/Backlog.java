package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What is stored and not published yet.
 *
 * @param count of the documents with unpublished messages
 * @param since when the oldest of them was written; null when there is none
 */
record Backlog(long count, @Nullable Instant since) {

    /**
     * What is pending in a collection, found by the index on {@code field}.
     *
     * @param field the path of a date that is present while something is pending
     * @param mostCounted counting stops here
     */
    static Backlog of(MongoCollection<Document> collection, String field, int mostCounted) {
        Document oldest = collection
                .find(Filters.exists(field))
                .sort(Sorts.ascending(field))
                .projection(Projections.include(field))
                .first();
        if (oldest == null) {
            return new Backlog(0, null);
        }
        Date since = oldest.getEmbedded(List.of(field.split("\\.", -1)), Date.class);
        return new Backlog(
                collection.countDocuments(Filters.exists(field), new CountOptions().limit(mostCounted)),
                since == null ? null : since.toInstant());
    }

    Backlog and(Backlog other) {
        Instant earliest = since == null || (other.since != null && other.since.isBefore(since)) ? other.since : since;
        return new Backlog(count + other.count, earliest);
    }
}
