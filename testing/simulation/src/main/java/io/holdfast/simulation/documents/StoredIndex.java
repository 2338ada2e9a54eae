package io.holdfast.simulation.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** An index of a collection. Only what a unique one forbids has an effect: documents are found by looking at them. */
final class StoredIndex {

    private final BsonDocument definition;
    private final BsonDocument pattern;
    private final boolean unique;
    private final boolean sparse;
    private final @Nullable Filter partial;
    private final NavigableMap<BsonValue, BsonValue> ids;

    StoredIndex(BsonDocument definition) {
        this(definition, new TreeMap<>(BsonOrder.ORDER));
    }

    private StoredIndex(BsonDocument definition, NavigableMap<BsonValue, BsonValue> ids) {
        this.definition = definition;
        this.pattern = definition.getDocument("key");
        this.unique = isOn("unique");
        this.sparse = isOn("sparse");
        BsonValue filter = definition.get("partialFilterExpression");
        this.partial = filter == null ? null : Filter.of(filter.asDocument());
        this.ids = ids;
        if (definition.containsKey("collation")) {
            throw new UnsupportedOperationException("An index with a collation");
        }
    }

    private boolean isOn(String option) {
        return definition.getBoolean(option, BsonBoolean.FALSE).getValue();
    }

    StoredIndex copy() {
        return new StoredIndex(definition, new TreeMap<>(ids));
    }

    String name() {
        return definition.getString("name").getValue();
    }

    BsonDocument definition() {
        return definition;
    }

    boolean hasPattern(BsonDocument other) {
        return BsonOrder.areIdentical(pattern, other);
    }

    /** Whether creating the other one beside this would be a mistake. */
    boolean isInConflictWith(BsonDocument other) {
        BsonString name = other.getString("name");
        return name.equals(definition.getString("name")) != hasPattern(other.getDocument("key"));
    }

    /** @throws ServerError if another document has a key of this one */
    void check(String namespace, BsonValue id, BsonDocument document) {
        if (!unique) {
            return;
        }
        for (BsonArray key : keys(document)) {
            BsonValue owner = ids.get(key);
            if (owner != null && !BsonOrder.areEqual(owner, id)) {
                throw ServerError.duplicateKey(namespace, name(), pattern, named(key));
            }
        }
    }

    private BsonDocument named(BsonArray key) {
        BsonDocument named = new BsonDocument();
        int at = 0;
        for (String field : pattern.keySet()) {
            named.append(field, key.get(at++));
        }
        return named;
    }

    void add(BsonValue id, BsonDocument document) {
        if (unique) {
            keys(document).forEach(key -> ids.put(key, id));
        }
    }

    void remove(BsonDocument document) {
        if (unique) {
            keys(document).forEach(ids::remove);
        }
    }

    /** More than one if a field is an array. */
    private List<BsonArray> keys(BsonDocument document) {
        if (partial != null && !partial.matches(document)) {
            return List.of();
        }
        List<BsonArray> keys = List.of(new BsonArray());
        boolean anything = false;
        boolean array = false;
        for (String field : pattern.keySet()) {
            List<@Nullable BsonValue> values = values(document, field);
            anything |= values.stream().anyMatch(Objects::nonNull);
            if (values.size() > 1 && array) {
                throw ServerError.parallelArrays();
            }
            array |= values.size() > 1;
            keys = extended(keys, values);
        }
        return sparse && !anything ? List.of() : keys;
    }

    private static List<@Nullable BsonValue> values(BsonDocument document, String field) {
        List<@Nullable BsonValue> values = new ArrayList<>(1);
        new FilterPath(field).any(document, true, value -> {
            if (value == null || !value.isArray()) {
                values.add(value);
            } else if (value.asArray().isEmpty()) {
                values.add(new BsonUndefined());
            }
            return false;
        });
        return values;
    }

    private static List<BsonArray> extended(List<BsonArray> keys, List<@Nullable BsonValue> values) {
        List<BsonArray> extended = new ArrayList<>(keys.size() * values.size());
        for (BsonArray key : keys) {
            for (@Nullable BsonValue value : values) {
                BsonArray longer = new BsonArray(key);
                longer.add(value == null ? BsonNull.VALUE : value);
                extended.add(longer);
            }
        }
        return extended;
    }
}
