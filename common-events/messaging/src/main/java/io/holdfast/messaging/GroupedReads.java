package io.holdfast.messaging;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents for many threads together, by their ids: in a rush, reads one by one would cost the database more than the writes
 * between them. A read begins after it was asked for, so it shows all that was written before.
 *
 * @param <T> what a document is read as, once for all who asked for it at the same time
 */
public final class GroupedReads<T> {

    private static final int MAX_GROUP = 256;

    private final MongoCollection<Document> collection;
    private final @Nullable Bson projection;
    private final Function<Document, T> reader;
    private final GroupedWork<String, Optional<Found<T>>> work;

    /**
     * @param projection what of the documents is read; null for all of it
     * @param reader makes what cannot be changed, or is not
     */
    public GroupedReads(MongoCollection<Document> collection, @Nullable Bson projection, Function<Document, T> reader) {
        this.collection = collection;
        this.projection = projection;
        this.reader = reader;
        this.work =
                new GroupedWork<>("reads-" + collection.getNamespace().getCollectionName(), MAX_GROUP, this::findAll);
    }

    /** Reads whole documents, as they are stored. */
    public static GroupedReads<Document> of(MongoCollection<Document> collection) {
        return new GroupedReads<>(collection, null, Function.identity());
    }

    /**
     * The document of this id as it is stored; empty if there is none. Other threads may be given the same object: it is not to be
     * changed.
     *
     * @throws com.mongodb.MongoException when the database does not answer
     */
    public Optional<T> find(String id) {
        try {
            return work.add(id).join().map(found -> found.read(reader));
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private List<Optional<Found<T>>> findAll(List<String> ids) {
        Set<String> distinct = new HashSet<>(ids);
        Map<String, Found<T>> found = new HashMap<>();
        FindIterable<Document> documents = collection
                .find(distinct.size() == 1 ? Filters.eq("_id", ids.getFirst()) : Filters.in("_id", distinct))
                .projection(projection)
                .batchSize(distinct.size() + 1);
        documents.forEach(document -> found.put(document.getString("_id"), new Found<>(document)));
        return ids.stream().map(id -> Optional.ofNullable(found.get(id))).toList();
    }

    /** A document for all who asked for it. Read by one of them and not with the group: one that cannot be read fails those who want it. */
    private static final class Found<T> {

        private final Document document;
        private @Nullable T value;

        Found(Document document) {
            this.document = document;
        }

        synchronized T read(Function<Document, T> reader) {
            T known = value;
            if (known == null) {
                known = reader.apply(document);
                value = known;
            }
            return known;
        }
    }
}
