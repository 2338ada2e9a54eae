package io.holdfast.local;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A unique index that is also used for queries with more conditions than its keys, as every guarded update has: {@code {_id: x,
 * version: {$lt: 3}}}. The original reads the whole collection for those. What the index finds is filtered by the whole query in any
 * case.
 */
final class GuardedLookups extends Index<Object> {

    private final Index<Object> index;

    GuardedLookups(Index<Object> index, List<IndexKey> keys, boolean sparse) {
        super(index.getName(), keys, sparse);
        this.index = index;
    }

    @Override
    public boolean canHandle(Document query) {
        Document keys = keysIn(query);
        return keys != null && index.canHandle(keys);
    }

    @Override
    public Iterable<Object> getPositions(Document query) {
        Document keys = keysIn(query);
        return index.getPositions(keys == null ? query : keys);
    }

    /** A query's conditions for this index's keys, direct or in an {@code $and}; null unless it has one for each key. */
    private @Nullable Document keysIn(Document query) {
        Document found = new Document();
        collect(query, found);
        return found.keySet().equals(keySet()) ? found : null;
    }

    private void collect(Document query, Document found) {
        for (String field : query.keySet()) {
            Object value = query.get(field);
            if (keySet().contains(field)) {
                found.putIfAbsent(field, value);
            } else if (field.equals("$and") && value instanceof Collection<?> clauses) {
                for (Object clause : clauses) {
                    if (clause instanceof Document document) {
                        collect(document, found);
                    }
                }
            }
        }
    }

    @Override
    public Object getPosition(Document document) {
        return index.getPosition(document);
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Object> collection) {
        index.checkAdd(document, collection);
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {
        index.add(document, position, collection);
    }

    @Override
    public Object remove(Document document) {
        return index.remove(document);
    }

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {
        index.checkUpdate(before, after, collection);
    }

    @Override
    public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
        index.updateInPlace(before, after, position, collection);
    }

    @Override
    public long getCount() {
        return index.getCount();
    }

    @Override
    public long getDataSize() {
        return index.getDataSize();
    }

    @Override
    public void drop() {
        index.drop();
    }

    @Override
    public boolean isUnique() {
        return index.isUnique();
    }
}
