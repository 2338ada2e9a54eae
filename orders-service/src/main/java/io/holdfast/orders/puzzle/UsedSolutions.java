package io.holdfast.orders.puzzle;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.holdfast.messaging.CollectionIndexes;
import io.holdfast.messaging.GroupedInserts;
import io.holdfast.messaging.SortedBulkWrites;
import io.holdfast.orders.puzzle.Puzzles.Solved;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.stereotype.Component;

/**
 * What each solution was used for: its insert is what decides that one is good once.
 *
 * <pre>{ _id: puzzle, use, expires }</pre>
 */
@Component
class UsedSolutions {

    static final String COLLECTION = "used_solutions";

    /** Longer than a request that found the puzzle valid takes until it is inserted here, and than clocks of replicas differ. */
    private static final Duration KEPT_LONGER = Duration.ofHours(1);

    private final MongoCollection<Document> collection;
    private final GroupedInserts inserts;

    UsedSolutions(MongoTemplate mongo) {
        this.collection = mongo.getCollection(COLLECTION);
        this.inserts = new GroupedInserts(collection);
    }

    /**
     * Uses a solution. Returns when that is stored.
     *
     * @param use what for: the same for repetitions of a request
     * @return false when it was used for something else before
     */
    boolean use(Solved solved, String use) {
        boolean first = inserts.insert(
                new Document("_id", solved.puzzle()).append("use", use).append("expires", Date.from(solved.expires())));
        return first || isUsedFor(solved.puzzle(), use);
    }

    private boolean isUsedFor(String puzzle, String use) {
        Document used = collection.find(Filters.eq(puzzle)).first();
        if (used == null) {
            throw new DataAccessResourceFailureException("Puzzle " + puzzle + " is being used");
        }
        return use.equals(used.getString("use"));
    }

    /** Forgets solutions of puzzles that expired long before, with one command. True if there may be more. */
    boolean deleteExpired(Instant now) {
        return SortedBulkWrites.deleteSome(collection, Filters.lt("expires", Date.from(now.minus(KEPT_LONGER))));
    }

    static CollectionIndexes indexes() {
        return CollectionIndexes.of(
                COLLECTION, new IndexModel(Indexes.ascending("expires"), new IndexOptions().name("by-expiry")));
    }
}
