package io.holdfast.orders.puzzle;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import io.holdfast.messaging.Inserts;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * The key that signs puzzles. The replica that needs it first makes it, and all have it from the database.
 *
 * <pre>{ _id: "signing", key }</pre>
 */
@Component
class PuzzleKey {

    static final String COLLECTION = "puzzle_keys";

    private static final String ID = "signing";
    private static final int SIZE = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final MongoCollection<Document> collection;
    private volatile @Nullable String known;

    PuzzleKey(MongoTemplate mongo) {
        this.collection = mongo.getCollection(COLLECTION);
    }

    /**
     * 32 random bytes in hexadecimal, to be shown to no one.
     *
     * @throws DataAccessResourceFailureException when another replica made it, and no majority has it yet
     */
    String value() {
        String value = known;
        if (value == null) {
            value = findOrMake();
            known = value;
        }
        return value;
    }

    private String findOrMake() {
        String found = find();
        if (found == null) {
            byte[] bytes = new byte[SIZE];
            RANDOM.nextBytes(bytes);
            // Another replica may have been first: its key counts.
            boolean _ = Inserts.insertIfAbsent(
                    collection,
                    new Document("_id", ID).append("key", HexFormat.of().formatHex(bytes)));
            found = find();
        }
        if (found == null) {
            throw new DataAccessResourceFailureException("The key of puzzles is being made");
        }
        return found;
    }

    private @Nullable String find() {
        Document stored = collection.find(Filters.eq(ID)).first();
        return stored == null ? null : stored.getString("key");
    }
}
