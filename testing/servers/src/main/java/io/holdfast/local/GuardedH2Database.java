package io.holdfast.local;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Objects;
import org.h2.mvstore.MVStore;

/** A database that finds the document of a guarded update without reading all, and accepts new indexes while it is used. */
final class GuardedH2Database extends H2Database {

    GuardedH2Database(String name, MVStore store, CursorRegistry cursors) {
        super(name, store, cursors);
    }

    @Override
    protected Index<Object> openOrCreateUniqueIndex(
            String collectionName, String indexName, List<IndexKey> keys, boolean sparse) {
        return new GuardedLookups(super.openOrCreateUniqueIndex(collectionName, indexName, keys, sparse), keys, sparse);
    }

    /** Locks the collection, as every other command does: the original changes its indexes during inserts. */
    @Override
    protected synchronized void addIndex(Document description) {
        String collectionName = Objects.toString(description.get("ns"))
                .substring(getDatabaseName().length() + 1);
        MongoCollection<Object> collection = resolveOrCreateCollection(collectionName);
        synchronized (collection) {
            super.addIndex(description);
        }
    }
}
