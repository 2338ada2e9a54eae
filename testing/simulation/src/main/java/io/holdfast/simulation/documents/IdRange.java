package io.holdfast.simulation.documents;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeSet;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** The ids that documents may have that match a filter: what makes it unnecessary to look at all others. */
final class IdRange {

    private @Nullable TreeSet<BsonValue> ids;
    private @Nullable BsonValue from;
    private @Nullable BsonValue to;

    private IdRange() {}

    static IdRange of(BsonDocument filter) {
        IdRange range = new IdRange();
        range.add(filter);
        return range;
    }

    private void add(BsonDocument filter) {
        BsonValue id = filter.get("_id");
        if (id != null) {
            addCondition(id);
        }
        BsonValue all = filter.get("$and");
        if (all != null && all.isArray()) {
            all.asArray().stream().filter(BsonValue::isDocument).forEach(each -> add(each.asDocument()));
        }
    }

    private void addCondition(BsonValue condition) {
        if (!condition.isDocument() || !Filter.hasOperators(condition.asDocument())) {
            addIds(List.of(condition));
            return;
        }
        condition.asDocument().forEach((operator, value) -> {
            switch (operator) {
                case "$eq" -> addIds(List.of(value));
                case "$in" -> addIds(value.isArray() ? value.asArray() : List.of());
                case "$gt", "$gte" -> from = from == null || BsonOrder.ORDER.compare(from, value) < 0 ? value : from;
                case "$lt", "$lte" -> to = to == null || BsonOrder.ORDER.compare(to, value) > 0 ? value : to;
                default -> {
                    // Narrows nothing down.
                }
            }
        });
    }

    private void addIds(Collection<BsonValue> some) {
        // A pattern stands for more than one id.
        if (some.stream().anyMatch(BsonValue::isRegularExpression)) {
            return;
        }
        TreeSet<BsonValue> sorted = new TreeSet<>(BsonOrder.ORDER);
        sorted.addAll(some);
        if (ids == null) {
            ids = sorted;
        } else {
            ids.retainAll(sorted);
        }
    }

    /** The ids in this range that are in use, in order. */
    List<BsonValue> in(NavigableMap<BsonValue, BsonDocument> documents) {
        if (ids != null) {
            return ids.stream().filter(documents::containsKey).toList();
        }
        if (from != null && to != null && BsonOrder.ORDER.compare(from, to) > 0) {
            return List.of();
        }
        NavigableMap<BsonValue, BsonDocument> within = documents;
        if (from != null) {
            within = within.tailMap(from, true);
        }
        if (to != null) {
            within = within.headMap(to, true);
        }
        return new ArrayList<>(within.keySet());
    }
}
