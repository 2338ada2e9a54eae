package io.holdfast.messaging;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.bson.Document;
import org.springframework.data.mongodb.core.convert.MongoConverter;

/**
 * Inserts documents of many threads together (a group commit): documents that arrive while an insert is underway are inserted by the
 * next one, which starts at once. For handlers that insert a document for each message: in a rush of orders, inserts one by one would
 * cost the database more than placing the orders did.
 */
public final class GroupedInserts {

    private static final int MAX_GROUP = 256;
    private static final int ATTEMPTS = 10;
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    private final MongoCollection<Document> collection;
    private final GroupedWork<Document, Boolean> work;

    public GroupedInserts(MongoCollection<Document> collection) {
        this.collection = collection;
        this.work = new GroupedWork<>(
                "inserts-" + collection.getNamespace().getCollectionName(), MAX_GROUP, this::insertGroup);
    }

    /**
     * Returns when the document is durably stored.
     *
     * @param document with its {@code _id}
     * @return false if a document with that {@code _id} existed before; it is unchanged
     * @throws com.mongodb.MongoException when it is not known whether it was inserted
     */
    public boolean insert(Document document) {
        try {
            return work.add(document).join();
        } catch (CompletionException e) {
            // Another document of the group may be the cause.
            return insertAll(collection, List.of(document)).isEmpty();
        }
    }

    /** The same for an object with an id, as {@code converter} writes it. */
    public boolean insert(Object object, MongoConverter converter) {
        Document document = new Document();
        converter.write(object, document);
        return insert(document);
    }

    private List<Boolean> insertGroup(List<Document> group) {
        Set<Integer> existing = insertAll(collection, group);
        return IntStream.range(0, group.size())
                .mapToObj(index -> !existing.contains(index))
                .toList();
    }

    /**
     * Inserts these now, in one command, in the order of their ids: see {@link SortedBulkWrites}.
     *
     * @param documents with their {@code _id}s
     * @return the indexes in the list of those whose {@code _id} existed before; what is stored of them is unchanged
     * @throws com.mongodb.MongoException when it is not known which of them were inserted
     */
    public static Set<Integer> insertAll(MongoCollection<Document> collection, List<Document> documents) {
        List<Integer> sorted = IntStream.range(0, documents.size())
                .boxed()
                .sorted(Comparator.comparing(
                        index -> String.valueOf(documents.get(index).get("_id"))))
                .toList();
        Set<Integer> existing = new HashSet<>();
        insert(collection, documents, sorted, existing, 1);
        return existing;
    }

    private static void insert(
            MongoCollection<Document> collection,
            List<Document> documents,
            List<Integer> indexes,
            Set<Integer> existing,
            int attempt) {
        if (indexes.isEmpty()) {
            return;
        }
        try {
            collection.insertMany(indexes.stream().map(documents::get).toList(), UNORDERED);
        } catch (MongoBulkWriteException e) {
            if (e.getWriteConcernError() != null) {
                throw e; // written by the primary, but perhaps not by a majority
            }
            List<Integer> conflicts = new ArrayList<>();
            for (BulkWriteError error : e.getWriteErrors()) {
                int index = indexes.get(error.getIndex());
                if (error.getCategory() == ErrorCategory.DUPLICATE_KEY) {
                    existing.add(index);
                } else if (DatabaseErrors.isConflict(error) && attempt < ATTEMPTS) {
                    conflicts.add(index);
                } else {
                    throw e;
                }
            }
            int half = conflicts.size() / 2;
            insert(collection, documents, conflicts.subList(0, half), existing, attempt + 1);
            insert(collection, documents, conflicts.subList(half, conflicts.size()), existing, attempt + 1);
        }
    }
}
