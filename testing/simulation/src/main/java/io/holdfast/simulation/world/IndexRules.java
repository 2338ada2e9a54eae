package io.holdfast.simulation.world;

import com.mongodb.client.MongoDatabase;
import io.holdfast.simulation.documents.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * Whatever a service looks for, an index leads to it: a search that reads a whole collection is fast only as long as that is small. An
 * index serves a search that restricts its first field and, if it is partial, repeats its condition
 * ({@link io.holdfast.messaging.CollectionIndexes#indexed}).
 */
final class IndexRules {

    /** What restricts a field to a part of an index. */
    private static final Set<String> RESTRICTING = Set.of("$eq", "$in", "$lt", "$lte", "$gt", "$gte");

    private static final String EXISTS = "$exists";

    /** What of a field's name is an id, or a number. */
    private static final Pattern PARTICULAR = Pattern.compile("(?<=\\.)[^.]*\\d[^.]*");

    private static final String EMPTY = "it is empty: a search tells that the database answers";
    private static final String READ_ONCE =
            "a replica reads all of it when it starts, and follows the messages from then on";

    /** Searches without an index, and why they may be. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "events.readiness {}",
            EMPTY,
            "orders.readiness {}",
            EMPTY,
            "payments.readiness {}",
            EMPTY,
            "expiration.readiness {}",
            EMPTY,
            "events.events {$or [{status $eq, details.endsAt $gt}, {status $eq}]}",
            READ_ONCE,
            "events.organizers {$or [{suspended $eq}, {unproven $eq}]}",
            READ_ONCE);

    /** Of mails only what orders-service asks of them is simulated, and none of their indexes: those have {@code MailIndexesIT}. */
    private static final Set<String> LEFT_OUT = Set.of("mails");

    /** By database and collection, the searches in words, each with one of those that were made. */
    private final Map<String, Map<String, Map<String, BsonDocument>>> searches = new TreeMap<>();

    /** To be called for each operation of a service. */
    void performed(Operation operation) {
        BsonDocument request = operation.request();
        switch (operation.name()) {
            case "find" -> add(operation, request.getDocument("filter", new BsonDocument()));
            case "count", "findAndModify" -> add(operation, request.getDocument("query", new BsonDocument()));
            case "update" -> request.getArray("updates").forEach(update -> add(operation, update, "q"));
            case "delete" -> request.getArray("deletes").forEach(delete -> add(operation, delete, "q"));
            case "aggregate" -> {
                BsonArray pipeline = request.getArray("pipeline");
                add(operation, pipeline.isEmpty() ? new BsonDocument() : pipeline.getFirst(), "$match");
            }
            default -> {
                // Looks for nothing.
            }
        }
    }

    private void add(Operation operation, BsonValue statement, String field) {
        add(operation, statement.asDocument().getDocument(field, new BsonDocument()));
    }

    private void add(Operation operation, BsonDocument filter) {
        if (LEFT_OUT.contains(operation.collection())) {
            return;
        }
        searches.computeIfAbsent(operation.database(), _ -> new TreeMap<>())
                .computeIfAbsent(operation.collection(), _ -> new TreeMap<>())
                .putIfAbsent(words(filter), filter);
    }

    /** The searches that no index serves. */
    List<String> broken(World world) {
        List<String> broken = new ArrayList<>();
        for (Service service : Service.ALL) {
            MongoDatabase database = world.documents(service);
            searches.getOrDefault(service.shortName(), Map.of()).forEach((collection, filters) -> {
                List<BsonDocument> indexes = database.getCollection(collection)
                        .listIndexes(BsonDocument.class)
                        .into(new ArrayList<>());
                filters.forEach((words, filter) -> {
                    String search = "%s.%s %s".formatted(service.shortName(), collection, words);
                    if (!EXCEPTIONS.containsKey(search) && !isServed(filter, indexes)) {
                        broken.add("No index serves " + search);
                    }
                });
            });
        }
        return broken;
    }

    static boolean isServed(BsonDocument filter, List<BsonDocument> indexes) {
        Map<String, Set<String>> conditions = new HashMap<>();
        List<BsonArray> alternatives = new ArrayList<>();
        read(filter, conditions, alternatives);
        return indexes.stream().anyMatch(index -> serves(index, conditions))
                || alternatives.stream()
                        .anyMatch(each -> each.stream().allMatch(one -> isServed(one.asDocument(), indexes)));
    }

    private static boolean serves(BsonDocument index, Map<String, Set<String>> conditions) {
        String first = index.getDocument("key").getFirstKey();
        Map<String, Set<String>> repeated = new HashMap<>();
        read(index.getDocument("partialFilterExpression", new BsonDocument()), repeated, new ArrayList<>());
        return (repeated.containsKey(first) || hasOne(conditions, first, RESTRICTING))
                && repeated.entrySet().stream().allMatch(each -> hasOne(conditions, each.getKey(), each.getValue()));
    }

    private static boolean hasOne(Map<String, Set<String>> conditions, String field, Set<String> operators) {
        return conditions.getOrDefault(field, Set.of()).stream().anyMatch(operators::contains);
    }

    /** The operators by field, and the lists of which one condition has to be met. */
    private static void read(BsonDocument filter, Map<String, Set<String>> conditions, List<BsonArray> alternatives) {
        filter.forEach((field, condition) -> {
            if (field.equals("$and")) {
                condition.asArray().forEach(each -> read(each.asDocument(), conditions, alternatives));
            } else if (field.equals("$or")) {
                alternatives.add(condition.asArray());
            } else if (!field.startsWith("$")) {
                conditions.computeIfAbsent(field, _ -> new TreeSet<>()).addAll(restricting(condition));
            }
        });
    }

    /** A partial index is of documents that have its field, not of those that lack it. */
    private static Set<String> restricting(BsonValue condition) {
        Set<String> operators = new TreeSet<>(operators(condition));
        if (operators.contains(EXISTS)
                && BsonBoolean.FALSE.equals(condition.asDocument().get(EXISTS))) {
            operators.remove(EXISTS);
        }
        return operators;
    }

    private static Set<String> operators(BsonValue condition) {
        return condition.isDocument()
                        && !condition.asDocument().isEmpty()
                        && condition.asDocument().getFirstKey().startsWith("$")
                ? condition.asDocument().keySet()
                : Set.of("$eq");
    }

    /** The fields with their operators, without values. */
    private static String words(BsonDocument filter) {
        StringBuilder words = new StringBuilder("{");
        filter.forEach((field, condition) -> {
            words.append(words.length() == 1 ? "" : ", ")
                    .append(PARTICULAR.matcher(field).replaceAll("#"))
                    .append(' ');
            if (field.equals("$and") || field.equals("$or")) {
                TreeSet<String> each = new TreeSet<>();
                condition.asArray().forEach(one -> each.add(words(one.asDocument())));
                words.append(each);
            } else {
                words.append(String.join(" ", new TreeSet<>(operators(condition))));
            }
        });
        return words.append('}').toString();
    }
}
