package io.holdfast.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.ExplainVerbosity;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Assumptions;

/** How a database looks for documents. */
public final class QueryPlans {

    /** As DocumentDB and MongoDB call a step that looks at all documents. */
    private static final Set<String> READS_ALL = Set.of("Seq Scan", "COLLSCAN");

    /** What DocumentDB tells of indexes, also of those that it does not use. */
    private static final Set<String> CONSIDERED = Set.of("IndexCosts", "IndexDetails");

    /** Of the documents that MongoDB looks at, at least one in so many has to be found. */
    private static final int LOOKED_AT = 2;

    private static final int LOOKED_AT_BESIDE = 10;

    private QueryPlans() {}

    /** Skips the test if the database does not tell. */
    public static void assume(MongoDatabase database) {
        Assumptions.assumeTrue(areThere(database), "The embedded database does not explain its plans");
    }

    /** What matches the filter is found by this index, and by nothing else. */
    public static void assertIsIndexed(MongoDatabase database, String collection, Bson filter, String index) {
        assertIsIndexed(database.getCollection(collection).find(filter), index);
    }

    /** The same of a search with an order, a limit and so on. */
    public static void assertIsIndexed(FindIterable<Document> search, String index) {
        Document plan = assertUses(search, index);
        assertEquals(List.of(), texts(plan, "Filter"), () -> "Looked at besides: " + plan.toJson());
    }

    /** What matches is among what is found by this index, and most of that is: to see the rest, documents are looked at. */
    public static void assertIsFilteredOf(FindIterable<Document> search, String index) {
        assertUses(search, index);
    }

    private static Document assertUses(FindIterable<Document> search, String index) {
        Document answer = search.explain(ExplainVerbosity.EXECUTION_STATS);
        Document planner = answer.get("queryPlanner", Document.class);
        // What else was considered is told besides.
        Document plan = planner.get("winningPlan", planner.get("Plan", planner));
        Set<String> used = new HashSet<>(texts(plan, "Index Name"));
        used.addAll(texts(plan, "indexName"));
        assertEquals(Set.of(index), used, plan.toJson());
        List<String> steps = new ArrayList<>(texts(plan, "Node Type"));
        steps.addAll(texts(plan, "stage"));
        assertTrue(steps.stream().noneMatch(READS_ALL::contains), plan.toJson());
        Document done = answer.get("executionStats", Document.class);
        if (done != null) {
            long found = done.get("nReturned", Number.class).longValue();
            long lookedAt = done.get("totalDocsExamined", Number.class).longValue();
            assertTrue(lookedAt <= LOOKED_AT * found + LOOKED_AT_BESIDE, done.toJson());
        }
        return plan;
    }

    /** The values of all fields of this name, in the plan and the plans that it consists of. */
    private static List<String> texts(Object part, String field) {
        List<String> found = new ArrayList<>();
        switch (part) {
            case Document document ->
                document.forEach((name, value) -> {
                    if (name.equals(field)) {
                        found.add(value.toString());
                    } else if (!CONSIDERED.contains(name)) {
                        found.addAll(texts(value, field));
                    }
                });
            case List<?> all -> all.forEach(each -> found.addAll(texts(each, field)));
            default -> {}
        }
        return found;
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
