package io.holdfast.messaging;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The indexes of a collection besides {@code _id}. Declared as a bean, those that are missing are created in each start, before anything
 * reads or writes ({@link io.holdfast.runtime.Phases#INDEXES}).
 *
 * @param replaced the names of indexes that an earlier release created, and that are dropped
 */
public record CollectionIndexes(String collection, List<IndexModel> indexes, Set<String> replaced) {

    /** An index of a collection that has grown large takes longer than any other statement may. */
    private static final Duration LONGEST_CREATION = Duration.ofHours(1);

    public CollectionIndexes {
        indexes = List.copyOf(indexes);
        replaced = Set.copyOf(replaced);
    }

    public static CollectionIndexes of(String collection, IndexModel... indexes) {
        return new CollectionIndexes(collection, List.of(indexes), Set.of());
    }

    /** These, in place of indexes of these names, which an earlier release created. */
    public CollectionIndexes replacing(String... names) {
        return new CollectionIndexes(collection, indexes, Set.of(names));
    }

    /**
     * An index of a field that few documents have. It has entries for these only, which makes writing the others cheaper; in some databases
     * a sparse index has one for every document. Queries have to repeat its condition, {@code $exists: true}, or it is not used ({@link #indexed}).
     *
     * @param name of the index: the one that a sparse index of the field would get by itself is taken where there was one before
     */
    public static IndexModel partial(String field, String name) {
        return partial(Indexes.ascending(field), field, name);
    }

    /** The same, of several fields: with entries only for documents that have {@code field}. */
    public static IndexModel partial(Bson keys, String field, String name) {
        return new IndexModel(keys, new IndexOptions().name(name).partialFilterExpression(Filters.exists(field)));
    }

    /**
     * A condition on the field of a {@link #partial} index, with that of the index, without which it is not used.
     *
     * @param operator such as {@code $eq} or {@code $lte}
     */
    public static Document indexed(String field, String operator, Object value) {
        return new Document(field, new Document("$exists", true).append(operator, value));
    }

    /** Creates those that are missing, one by one: not every server takes several at once. Then drops those that they replace. */
    void create(MongoDatabase database) {
        MongoCollection<Document> patient =
                database.getCollection(collection).withTimeout(LONGEST_CREATION.toMillis(), TimeUnit.MILLISECONDS);
        indexes.forEach(index -> patient.createIndex(index.getKeys(), index.getOptions()));
        if (!replaced.isEmpty()) {
            names(patient).filter(replaced::contains).forEach(name -> drop(patient, name));
        }
    }

    private static void drop(MongoCollection<Document> collection, String name) {
        try {
            collection.dropIndex(name);
        } catch (MongoCommandException e) {
            if (names(collection).anyMatch(name::equals)) {
                throw e;
            }
            // Another replica dropped it.
        }
    }

    private static Stream<String> names(MongoCollection<Document> collection) {
        return collection.listIndexes().map(index -> index.getString("name")).into(new ArrayList<>()).stream();
    }
}
