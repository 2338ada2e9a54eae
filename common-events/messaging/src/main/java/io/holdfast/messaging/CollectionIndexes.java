package io.holdfast.messaging;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import java.util.List;

/**
 * The indexes of a collection besides {@code _id}. Declared as a bean, those that are missing are created in each start, before anything
 * reads or writes ({@link io.holdfast.runtime.Phases#INDEXES}).
 */
public record CollectionIndexes(String collection, List<IndexModel> indexes) {

    public CollectionIndexes {
        indexes = List.copyOf(indexes);
    }

    public static CollectionIndexes of(String collection, IndexModel... indexes) {
        return new CollectionIndexes(collection, List.of(indexes));
    }

    /** Creates those that are missing, one by one: not every server takes several at once. */
    void create(MongoDatabase database) {
        indexes.forEach(index -> database.getCollection(collection).createIndex(index.getKeys(), index.getOptions()));
    }
}
