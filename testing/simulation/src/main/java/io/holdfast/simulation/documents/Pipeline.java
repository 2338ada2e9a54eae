package io.holdfast.simulation.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonValue;

/** The stages of an aggregation that the product uses. */
final class Pipeline {

    private Pipeline() {}

    static List<BsonDocument> run(BsonArray stages, StoredCollection collection) {
        List<BsonDocument> documents = new ArrayList<>(collection.all());
        for (BsonValue each : stages) {
            BsonDocument stage = each.asDocument();
            String name = stage.getFirstKey();
            BsonValue argument = Bson.required(stage, name);
            documents = switch (name) {
                case "$match" -> {
                    Filter filter = Filter.of(argument.asDocument());
                    yield documents.stream().filter(filter::matches).toList();
                }
                case "$sort" ->
                    documents.stream()
                            .sorted(new SortKey(argument.asDocument()))
                            .toList();
                case "$skip" ->
                    documents.stream().skip(argument.asNumber().longValue()).toList();
                case "$limit" ->
                    documents.stream().limit(argument.asNumber().longValue()).toList();
                case "$unwind" -> unwind(documents, argument);
                case "$group" -> group(documents, argument.asDocument());
                case "$project" -> {
                    Projection projection = Projection.of(argument.asDocument());
                    yield documents.stream().map(projection::apply).toList();
                }
                default -> throw new UnsupportedOperationException("The stage " + name);
            };
        }
        return documents;
    }

    private static List<BsonDocument> unwind(List<BsonDocument> documents, BsonValue argument) {
        if (!argument.isString()) {
            throw new UnsupportedOperationException("$unwind with options");
        }
        String field = argument.asString().getValue().substring(1);
        if (field.contains(".")) {
            throw new UnsupportedOperationException("$unwind of a path");
        }
        List<BsonDocument> unwound = new ArrayList<>();
        for (BsonDocument document : documents) {
            BsonValue value = document.get(field);
            if (value == null || value.isNull()) {
                continue;
            }
            for (BsonValue element : value.isArray() ? value.asArray() : List.of(value)) {
                BsonDocument one = Bson.shallowCopy(document);
                one.put(field, element);
                unwound.add(one);
            }
        }
        return unwound;
    }

    private static List<BsonDocument> group(List<BsonDocument> documents, BsonDocument stage) {
        Map<BsonValue, List<BsonDocument>> groups = new TreeMap<>(BsonOrder.ORDER);
        Expression key = Expression.of(Bson.id(stage));
        for (BsonDocument document : documents) {
            groups.computeIfAbsent(Filter.orNull(key.evaluate(document)), unseen -> new ArrayList<>())
                    .add(document);
        }
        List<BsonDocument> results = new ArrayList<>(groups.size());
        groups.forEach((id, members) -> {
            BsonDocument result = new BsonDocument("_id", id);
            stage.forEach((field, accumulator) -> {
                if (!field.equals("_id")) {
                    result.append(field, accumulate(accumulator.asDocument(), members));
                }
            });
            results.add(result);
        });
        return results;
    }

    private static BsonValue accumulate(BsonDocument accumulator, List<BsonDocument> members) {
        String name = accumulator.getFirstKey();
        Expression expression = Expression.of(Bson.required(accumulator, name));
        List<BsonValue> values = members.stream()
                .map(member -> Filter.orNull(expression.evaluate(member)))
                .toList();
        return switch (name) {
            case "$sum" -> values.stream().filter(BsonValue::isNumber).reduce(new BsonInt32(0), Numbers::sum);
            case "$min" ->
                values.stream()
                        .filter(value -> !value.isNull())
                        .min(BsonOrder.ORDER)
                        .orElse(BsonNull.VALUE);
            case "$max" ->
                values.stream()
                        .filter(value -> !value.isNull())
                        .max(BsonOrder.ORDER)
                        .orElse(BsonNull.VALUE);
            case "$first" -> values.getFirst();
            case "$last" -> values.getLast();
            default -> throw new UnsupportedOperationException("The accumulator " + name);
        };
    }
}
