package io.holdfast.simulation.documents;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** The documents of a collection in the order of their ids. A document that is stored is never changed, only replaced. */
final class StoredCollection {

    private final String namespace;
    private final NavigableMap<BsonValue, BsonDocument> documents;
    private final List<StoredIndex> indexes;

    StoredCollection(String namespace) {
        this(namespace, new TreeMap<>(BsonOrder.ORDER), new ArrayList<>());
        indexes.add(new StoredIndex(new BsonDocument("v", new BsonInt32(2))
                .append("key", new BsonDocument("_id", new BsonInt32(1)))
                .append("name", new BsonString("_id_"))));
    }

    private StoredCollection(
            String namespace, NavigableMap<BsonValue, BsonDocument> documents, List<StoredIndex> indexes) {
        this.namespace = namespace;
        this.documents = documents;
        this.indexes = indexes;
    }

    StoredCollection copy() {
        List<StoredIndex> copies = new ArrayList<>(indexes.size());
        indexes.forEach(index -> copies.add(index.copy()));
        return new StoredCollection(namespace, new TreeMap<>(documents), copies);
    }

    Collection<BsonDocument> all() {
        return Collections.unmodifiableCollection(documents.values());
    }

    @Nullable
    BsonDocument find(BsonValue id) {
        return documents.get(id);
    }

    /** The ids of the documents that match, in their order. */
    List<BsonValue> matching(BsonDocument filter) {
        Filter compiled = Filter.of(filter);
        List<BsonValue> ids = IdRange.of(filter).in(documents);
        List<BsonValue> matching = new ArrayList<>();
        for (BsonValue id : ids) {
            BsonDocument document = documents.get(id);
            if (document != null && compiled.matches(document)) {
                matching.add(id);
            }
        }
        return matching;
    }

    /** @throws ServerError if a unique index forbids it */
    void insert(BsonDocument document) {
        BsonValue id = Bson.id(document);
        if (id.isArray() || id.isRegularExpression()) {
            throw ServerError.badValue("The '_id' value cannot be of type " + id.getBsonType());
        }
        if (documents.containsKey(id)) {
            throw ServerError.duplicateKey(
                    namespace, "_id_", new BsonDocument("_id", new BsonInt32(1)), new BsonDocument("_id", id));
        }
        indexes.forEach(index -> index.check(namespace, id, document));
        documents.put(id, document);
        indexes.forEach(index -> index.add(id, document));
    }

    /**
     * Stores the document in place of the one that has its id.
     *
     * @throws ServerError if a unique index forbids it
     */
    void replace(BsonDocument document) {
        BsonValue id = Bson.id(document);
        indexes.forEach(index -> index.check(namespace, id, document));
        BsonDocument before = documents.put(id, document);
        if (before != null) {
            indexes.forEach(index -> index.remove(before));
        }
        indexes.forEach(index -> index.add(id, document));
    }

    void delete(BsonValue id) {
        BsonDocument before = documents.remove(id);
        if (before != null) {
            indexes.forEach(index -> index.remove(before));
        }
    }

    List<StoredIndex> indexes() {
        return Collections.unmodifiableList(indexes);
    }

    /**
     * Creates an index, unless it is there already.
     *
     * @throws ServerError if another one has its name or its fields, or the documents do not allow it
     */
    void createIndex(BsonDocument definition) {
        for (StoredIndex index : indexes) {
            if (index.isInConflictWith(definition)) {
                throw ServerError.indexOptionsConflict(index.name());
            }
            if (index.hasPattern(definition.getDocument("key"))) {
                return;
            }
        }
        StoredIndex created = new StoredIndex(definition);
        documents.forEach((id, document) -> {
            created.check(namespace, id, document);
            created.add(id, document);
        });
        indexes.add(created);
    }

    void dropIndex(String name) {
        indexes.removeIf(index -> index.name().equals(name) && !name.equals("_id_"));
    }
}
