package io.holdfast.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoDatabase;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Assumptions;

/** How a database looks for documents. */
public final class QueryPlans {

    private static final List<String> INDEXED = List.of("IXSCAN", "Index Scan", "Index Only Scan");
    private static final List<String> ALL = List.of("COLLSCAN", "Seq Scan");

    private QueryPlans() {}

    /** Skips the test if the database does not tell. */
    public static void assume(MongoDatabase database) {
        Assumptions.assumeTrue(areThere(database), "The embedded database does not explain its plans");
    }

    /** What matches the filter is found by this index, and not by reading all documents. */
    public static void assertIsIndexed(MongoDatabase database, String collection, Bson filter, String index) {
        assertIsIndexed(database.getCollection(collection).find(filter), index);
    }

    /** The same of a search with an order, a limit and so on. */
    public static void assertIsIndexed(FindIterable<Document> search, String index) {
        String plan = search.explain().toJson();
        // As MongoDB and DocumentDB call it.
        assertTrue(plan.contains(index) && INDEXED.stream().anyMatch(plan::contains), plan);
        assertTrue(ALL.stream().noneMatch(plan::contains), plan);
    }

    private static boolean areThere(MongoDatabase database) {
        try {
            return database.getCollection("things")
                    .find(new Document("_id", "x"))
                    .explain()
                    .containsKey("queryPlanner");
        } catch (RuntimeException e) {
            return false;
        }
    }
}
