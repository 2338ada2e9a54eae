package io.holdfast.simulation.documents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** An update as a server understands it: a new document in place of the old one, or operators for some of its fields. */
final class Update {

    private final @Nullable BsonDocument replacement;
    private final List<FieldUpdate> fields;

    private Update(@Nullable BsonDocument replacement, List<FieldUpdate> fields) {
        this.replacement = replacement;
        this.fields = fields;
    }

    /** @throws ServerError if a server would refuse it, whatever documents there are */
    static Update of(BsonValue update) {
        if (!update.isDocument()) {
            throw new UnsupportedOperationException("An update by a pipeline");
        }
        BsonDocument document = update.asDocument();
        if (!Filter.hasOperators(document)) {
            document.keySet().stream()
                    .filter(key -> key.startsWith("$"))
                    .findFirst()
                    .ifPresent(key -> {
                        throw ServerError.dollarPrefixed(key);
                    });
            return new Update(document, List.of());
        }
        List<FieldUpdate> fields = new ArrayList<>();
        for (Map.Entry<String, BsonValue> operator : document.entrySet()) {
            if (!operator.getKey().startsWith("$")) {
                throw ServerError.failedToParse("Unknown modifier: " + operator.getKey());
            }
            if (!operator.getValue().isDocument()) {
                throw ServerError.failedToParse("Modifiers operate on fields but we found another type");
            }
            operator.getValue()
                    .asDocument()
                    .forEach((path, argument) -> fields.add(FieldUpdate.of(operator.getKey(), path, argument)));
        }
        fields.sort(Comparator.comparing(FieldUpdate::path, FieldUpdate.PATHS));
        refuseConflicts(fields);
        return new Update(null, fields);
    }

    /** Sorted, so that a path is followed by those that begin with it. */
    private static void refuseConflicts(List<FieldUpdate> sorted) {
        for (int i = 1; i < sorted.size(); i++) {
            String[] before = sorted.get(i - 1).path();
            String[] path = sorted.get(i).path();
            if (before.length <= path.length && startsWith(path, before)) {
                throw ServerError.conflictingOperators(String.join(".", path));
            }
        }
    }

    private static boolean startsWith(String[] path, String[] beginning) {
        for (int i = 0; i < beginning.length; i++) {
            if (!path[i].equals(beginning[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * The document after the update; null if the update changes nothing.
     *
     * @param now for the time of the server
     * @throws ServerError if the update does not fit this document
     */
    @Nullable
    BsonDocument apply(BsonDocument document, boolean inserting, BsonValue now) {
        if (replacement != null) {
            return replace(document, replacement);
        }
        EditedDocument edited = new EditedDocument(document);
        for (FieldUpdate field : fields) {
            field.apply(edited, inserting, now);
        }
        if (!edited.isChanged()) {
            return null;
        }
        BsonDocument result = edited.result();
        if (document.containsKey("_id") && !sameId(document, result)) {
            throw ServerError.immutableField("_id");
        }
        return result;
    }

    private static boolean sameId(BsonDocument before, BsonDocument after) {
        BsonValue id = after.get("_id");
        return id != null && BsonOrder.areEqual(Bson.id(before), id);
    }

    private static @Nullable BsonDocument replace(BsonDocument document, BsonDocument replacement) {
        BsonDocument result = new BsonDocument(replacement.size() + 1);
        BsonValue id = document.get("_id");
        if (id != null) {
            if (replacement.containsKey("_id") && !BsonOrder.areEqual(id, Bson.id(replacement))) {
                throw ServerError.immutableField("_id");
            }
            result.put("_id", id);
        }
        replacement.forEach((field, value) -> {
            if (!field.equals("_id") || id == null) {
                result.put(field, Bson.copy(value));
            }
        });
        return BsonOrder.areIdentical(document, result) ? null : result;
    }

    /** The document that an upsert inserts: what the filter demands of it, then the update. */
    BsonDocument insertion(BsonDocument filter, BsonValue now) {
        EditedDocument seed = new EditedDocument(new BsonDocument());
        if (replacement == null) {
            addEqualities(filter, seed);
        } else if (filter.containsKey("_id")) {
            addEquality("_id", Bson.id(filter), seed);
        }
        BsonDocument updated = apply(seed.result(), true, now);
        BsonDocument inserted = updated == null ? seed.result() : updated;
        if (inserted.containsKey("_id") && !inserted.getFirstKey().equals("_id")) {
            BsonDocument idFirst = new BsonDocument("_id", Bson.id(inserted));
            idFirst.putAll(inserted);
            return idFirst;
        }
        return inserted;
    }

    private static void addEqualities(BsonDocument filter, EditedDocument seed) {
        filter.forEach((path, condition) -> {
            if (path.equals("$and")) {
                condition.asArray().forEach(each -> addEqualities(each.asDocument(), seed));
            } else if (!path.startsWith("$")) {
                addEquality(path, condition, seed);
            }
        });
    }

    private static void addEquality(String path, BsonValue condition, EditedDocument seed) {
        if (condition.isRegularExpression()) {
            return;
        }
        if (!condition.isDocument() || !Filter.hasOperators(condition.asDocument())) {
            FieldUpdate.set(path, condition).apply(seed, true, condition);
            return;
        }
        BsonValue equal = condition.asDocument().get("$eq");
        if (equal != null) {
            FieldUpdate.set(path, equal).apply(seed, true, equal);
        }
    }
}
