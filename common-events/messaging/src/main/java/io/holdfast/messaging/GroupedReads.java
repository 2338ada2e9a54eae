package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.bson.Document;

/**
 * Reads documents for many threads together, by their ids: in a rush, reads one by one would cost the database more than the writes
 * between them. A read begins after it was asked for, so it shows all that was written before.
 */
public final class GroupedReads {

    private static final int MAX_GROUP = 256;

    private final MongoCollection<Document> collection;
    private final GroupedWork<String, Optional<Document>> work;

    public GroupedReads(MongoCollection<Document> collection) {
        this.collection = collection;
        this.work =
                new GroupedWork<>("reads-" + collection.getNamespace().getCollectionName(), MAX_GROUP, this::findAll);
    }

    /**
     * The document of this id as it is stored; empty if there is none. Other threads may be given the same object: it is not to be
     * changed.
     *
     * @throws com.mongodb.MongoException when the database does not answer
     */
    public Optional<Document> find(String id) {
        try {
            return work.add(id).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private List<Optional<Document>> findAll(List<String> ids) {
        Set<String> distinct = new HashSet<>(ids);
        Map<String, Document> found = new HashMap<>();
        collection
                .find(distinct.size() == 1 ? Filters.eq("_id", ids.getFirst()) : Filters.in("_id", distinct))
                .batchSize(distinct.size() + 1)
                .forEach(document -> found.put(document.getString("_id"), document));
        return ids.stream().map(id -> Optional.ofNullable(found.get(id))).toList();
    }
}
