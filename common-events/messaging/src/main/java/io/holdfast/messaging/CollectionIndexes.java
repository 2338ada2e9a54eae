package io.holdfast.messaging;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/**
 * The indexes of a collection besides {@code _id}. Declared as a bean, those that are missing are created in each start, before anything
 * reads or writes ({@link io.holdfast.runtime.Phases#INDEXES}).
 */
public record CollectionIndexes(String collection, List<IndexModel> indexes) {

    /** An index of a collection that has grown large takes longer than any other statement may. */
    private static final Duration LONGEST_CREATION = Duration.ofHours(1);

    public CollectionIndexes {
        indexes = List.copyOf(indexes);
    }

    public static CollectionIndexes of(String collection, IndexModel... indexes) {
        return new CollectionIndexes(collection, List.of(indexes));
    }

    /** Creates those that are missing, one by one: not every server takes several at once. */
    void create(MongoDatabase database) {
        MongoCollection<Document> patient =
                database.getCollection(collection).withTimeout(LONGEST_CREATION.toMillis(), TimeUnit.MILLISECONDS);
        indexes.forEach(index -> patient.createIndex(index.getKeys(), index.getOptions()));
    }
}
