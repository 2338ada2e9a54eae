package io.holdfast.simulation.documents;

import java.util.Iterator;
import java.util.function.Function;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The rest of what a query found. Which documents these are was decided when the query began, but each is read when its batch is: what was
 * deleted meanwhile, or no longer matches, is left out, and what was changed is answered as it is then.
 */
final class Cursor {

    static final int FIRST_BATCH = 101;

    private final String namespace;
    private final Iterator<BsonValue> left;
    private final Function<BsonValue, @Nullable BsonDocument> read;
    private @Nullable BsonDocument next;

    /** @param read what is answered for an element; null to leave it out */
    Cursor(String namespace, Iterator<BsonValue> left, Function<BsonValue, @Nullable BsonDocument> read) {
        this.namespace = namespace;
        this.left = left;
        this.read = read;
    }

    /**
     * The next documents.
     *
     * @param size how many at most
     */
    BsonArray batch(int size) {
        BsonArray batch = new BsonArray();
        while (batch.size() < size && hasNext()) {
            batch.add(next);
            next = null;
        }
        return batch;
    }

    private boolean hasNext() {
        while (next == null && left.hasNext()) {
            next = read.apply(left.next());
        }
        return next != null;
    }

    /** A server does not look further than the batch, so that a last one may be empty. */
    boolean isOpen() {
        return next != null || left.hasNext();
    }

    BsonDocument reply(String batchName, BsonArray batch, long id) {
        return new BsonDocument(
                "cursor",
                new BsonDocument(batchName, batch)
                        .append("id", new BsonInt64(id))
                        .append("ns", new BsonString(namespace)));
    }
}
