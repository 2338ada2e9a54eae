package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOneModel;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.bson.Document;

/**
 * Makes the updates of many threads together, as {@link GroupedInserts} does with inserts: for handlers that update a document for each
 * message.
 */
public final class GroupedUpdates {

    private static final int MAX_GROUP = 256;

    private final MongoCollection<Document> collection;
    private final GroupedWork<UpdateOneModel<Document>, Boolean> work;

    public GroupedUpdates(MongoCollection<Document> collection) {
        this.collection = collection;
        this.work = new GroupedWork<>(
                "updates-" + collection.getNamespace().getCollectionName(), MAX_GROUP, this::updateAll);
    }

    /**
     * Makes an update; returns when that is durably stored.
     *
     * @param update its filter is a {@link Document} with an {@code _id}; making it again changes nothing
     * @return true if its filter matched, false if that is not known
     * @throws com.mongodb.MongoException when it is not known whether it took effect
     */
    public boolean update(UpdateOneModel<Document> update) {
        try {
            return work.add(update).join();
        } catch (CompletionException e) {
            // Another update of the group may be the cause.
            return SortedBulkWrites.update(collection, List.of(update)) == 1;
        }
    }

    private List<Boolean> updateAll(List<UpdateOneModel<Document>> updates) {
        boolean all = SortedBulkWrites.update(collection, updates) == updates.size();
        return Collections.nCopies(updates.size(), all);
    }
}
