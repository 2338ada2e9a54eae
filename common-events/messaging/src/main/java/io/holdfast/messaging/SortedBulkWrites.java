package io.holdfast.messaging;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to many documents of a collection, always in the order of their ids. On some servers a bulk write is one transaction that keeps
 * its locks to the end: two of the same documents in different orders would wait for each other until the server ends one of them. What
 * is in conflict with another write all the same was not written, and is tried again in smaller parts.
 */
public final class SortedBulkWrites {

    private static final Logger log = LoggerFactory.getLogger(SortedBulkWrites.class);

    /** Documents locked at once at most. */
    private static final int WRITTEN_TOGETHER = 1_000;

    private static final int ATTEMPTS = 10;
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private SortedBulkWrites() {}

    /**
     * Makes these updates, each by itself.
     *
     * @param updates their filters are {@link Document}s with an {@code _id}
     * @return how many of their filters matched
     * @throws com.mongodb.MongoException when it is not known which of them took effect, or still will
     */
    public static long update(MongoCollection<Document> collection, Collection<UpdateOneModel<Document>> updates) {
        List<UpdateOneModel<Document>> sorted = updates.stream()
                .sorted(Comparator.comparing(SortedBulkWrites::idOf))
                .toList();
        return inParts(sorted, WRITTEN_TOGETHER, part -> update(collection, part, 1));
    }

    /**
     * Makes the same update to all documents with these ids that match {@code guard}.
     *
     * @param guard without an {@code _id}
     * @return how many matched
     * @throws com.mongodb.MongoException when it is not known which of them were updated, or still will be
     */
    public static long updateAll(
            MongoCollection<Document> collection, Collection<String> ids, Bson guard, Bson update) {
        return inParts(
                ids.stream().sorted().toList(),
                WRITTEN_TOGETHER,
                part -> writeMany(
                        part,
                        some -> collection
                                .updateMany(withIds(collection, some, guard), update)
                                .getMatchedCount(),
                        1));
    }

    /**
     * Updates all documents that match, a limited number with each command: one command for all of them could take longer than the
     * server allows.
     *
     * @param filter no longer matches a document that was updated
     */
    public static void updateFound(MongoCollection<Document> collection, Bson filter, Bson update) {
        boolean more;
        do {
            more = updateSome(collection, filter, update);
        } while (more);
    }

    /**
     * Updates documents that match, with one command, so that the caller may rest before the next.
     *
     * @param filter no longer matches a document that was updated
     * @return whether there may be more
     */
    static boolean updateSome(MongoCollection<Document> collection, Bson filter, Bson update) {
        List<String> ids = find(collection, filter);
        updateAll(collection, ids, filter, update);
        return ids.size() == WRITTEN_TOGETHER;
    }

    /** Deletes all documents that match, a limited number with each command. */
    public static void deleteFound(MongoCollection<Document> collection, Bson filter) {
        boolean more;
        do {
            more = deleteSome(collection, filter);
        } while (more);
    }

    /**
     * Deletes documents that match, with one command, so that the caller may rest before the next.
     *
     * @return whether there may be more
     */
    public static boolean deleteSome(MongoCollection<Document> collection, Bson filter) {
        List<String> ids = find(collection, filter);
        if (!ids.isEmpty()) {
            writeMany(
                    ids.stream().sorted().toList(),
                    some -> collection
                            .deleteMany(withIds(collection, some, filter))
                            .getDeletedCount(),
                    1);
        }
        return ids.size() == WRITTEN_TOGETHER;
    }

    private static List<String> find(MongoCollection<Document> collection, Bson filter) {
        return collection
                .find(filter)
                .projection(Projections.include("_id"))
                .limit(WRITTEN_TOGETHER)
                .batchSize(WRITTEN_TOGETHER)
                .map(document -> document.getString("_id"))
                .into(new ArrayList<>());
    }

    private static long update(
            MongoCollection<Document> collection, List<UpdateOneModel<Document>> updates, int attempt) {
        try {
            return collection.bulkWrite(updates, UNORDERED).getMatchedCount();
        } catch (MongoBulkWriteException e) {
            if (attempt == ATTEMPTS || !DatabaseErrors.isConflict(e)) {
                throw e;
            }
            List<UpdateOneModel<Document>> failed = e.getWriteErrors().stream()
                    .map(BulkWriteError::getIndex)
                    .sorted()
                    .map(updates::get)
                    .toList();
            log.debug("{} of {} updates are in conflict with others: {}", failed.size(), updates.size(), e.toString());
            return e.getWriteResult().getMatchedCount()
                    + inParts(failed, half(failed.size()), part -> update(collection, part, attempt + 1));
        }
    }

    /** The database writes all of these, or, in a conflict, may have written some: so it must be possible to write them again. */
    private static long writeMany(List<String> ids, ToLongFunction<List<String>> write, int attempt) {
        try {
            return write.applyAsLong(ids);
        } catch (MongoWriteException e) {
            if (attempt == ATTEMPTS || !DatabaseErrors.isConflict(e.getError())) {
                throw e;
            }
            log.debug("A write of {} documents is in conflict with others: {}", ids.size(), e.toString());
            return inParts(ids, half(ids.size()), part -> writeMany(part, write, attempt + 1));
        }
    }

    private static int half(int size) {
        return Math.max(1, (size + 1) / 2);
    }

    private static <T> long inParts(List<T> all, int size, ToLongFunction<List<T>> write) {
        long sum = 0;
        for (int from = 0; from < all.size(); from += size) {
            sum += write.applyAsLong(all.subList(from, Math.min(all.size(), from + size)));
        }
        return sum;
    }

    private static String idOf(UpdateOneModel<Document> update) {
        if (update.getFilter() instanceof Document filter && filter.get("_id") instanceof String id) {
            return id;
        }
        throw new IllegalArgumentException("An update without the _id of its document");
    }

    /** The {@code _id} is outside of any {@code $and}: the embedded database does not find it there, and scans. */
    private static BsonDocument withIds(MongoCollection<Document> collection, List<String> ids, Bson filter) {
        BsonArray in = new BsonArray(ids.stream().map(BsonString::new).toList());
        BsonDocument withIds = new BsonDocument("_id", new BsonDocument("$in", in));
        withIds.putAll(filter.toBsonDocument(Document.class, collection.getCodecRegistry()));
        return withIds;
    }
}
