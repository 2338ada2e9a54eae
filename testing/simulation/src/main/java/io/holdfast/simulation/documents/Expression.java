package io.holdfast.simulation.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.IntPredicate;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** The expressions of an aggregation that the product uses. */
interface Expression {

    /** Null where there is nothing. */
    @Nullable
    BsonValue evaluate(BsonDocument document);

    static Expression of(BsonValue value) {
        if (value.isString() && value.asString().getValue().startsWith("$")) {
            return path(value.asString().getValue().substring(1));
        }
        if (!value.isDocument()) {
            return document -> value;
        }
        BsonDocument fields = value.asDocument();
        return Filter.hasOperators(fields)
                ? operator(fields.getFirstKey(), arguments(Bson.required(fields, fields.getFirstKey())))
                : documentOf(fields);
    }

    private static Expression path(String path) {
        if (path.startsWith("$")) {
            throw new UnsupportedOperationException("The variable $" + path);
        }
        String[] fields = path.split("\\.", -1);
        return document -> read(document, fields, 0);
    }

    private static @Nullable BsonValue read(BsonValue value, String[] fields, int from) {
        if (from == fields.length) {
            return value;
        }
        if (value.isArray()) {
            BsonArray found = new BsonArray();
            for (BsonValue element : value.asArray()) {
                BsonValue one = read(element, fields, from);
                if (one != null) {
                    found.add(one);
                }
            }
            return found;
        }
        BsonValue child = value.isDocument() ? value.asDocument().get(fields[from]) : null;
        return child == null ? null : read(child, fields, from + 1);
    }

    private static Expression documentOf(BsonDocument fields) {
        List<String> names = new ArrayList<>(fields.keySet());
        List<Expression> values = fields.values().stream().map(Expression::of).toList();
        return document -> {
            BsonDocument result = new BsonDocument();
            for (int i = 0; i < names.size(); i++) {
                BsonValue value = values.get(i).evaluate(document);
                if (value != null) {
                    result.append(names.get(i), value);
                }
            }
            return result;
        };
    }

    private static List<Expression> arguments(BsonValue value) {
        return value.isArray() ? value.asArray().stream().map(Expression::of).toList() : List.of(of(value));
    }

    private static Expression operator(String name, List<Expression> arguments) {
        return switch (name) {
            case "$literal" -> throw new UnsupportedOperationException("The expression " + name);
            case "$ifNull" ->
                document -> arguments.stream()
                        .map(each -> Filter.orNull(each.evaluate(document)))
                        .filter(value -> !value.isNull())
                        .findFirst()
                        .orElse(BsonNull.VALUE);
            case "$cond" ->
                document -> isTrue(arguments.get(0).evaluate(document))
                        ? arguments.get(1).evaluate(document)
                        : arguments.get(2).evaluate(document);
            case "$eq" -> compared(arguments, order -> order == 0);
            case "$gt" -> compared(arguments, order -> order > 0);
            case "$gte" -> compared(arguments, order -> order >= 0);
            case "$lt" -> compared(arguments, order -> order < 0);
            case "$lte" -> compared(arguments, order -> order <= 0);
            case "$add" -> calculated(arguments, Numbers::sum);
            case "$subtract" -> calculated(arguments, Expression::difference);
            case "$multiply" -> calculated(arguments, Numbers::product);
            case "$mod" -> calculated(arguments, Numbers::remainder);
            case "$size" ->
                document -> {
                    BsonValue array = arguments.getFirst().evaluate(document);
                    if (array == null || !array.isArray()) {
                        throw ServerError.badValue("The argument to $size must be an array");
                    }
                    return new BsonInt32(array.asArray().size());
                };
            default -> throw new UnsupportedOperationException("The expression " + name);
        };
    }

    private static boolean isTrue(@Nullable BsonValue value) {
        if (value == null || value.isNull()) {
            return false;
        }
        if (value.isBoolean()) {
            return value.asBoolean().getValue();
        }
        return !value.isNumber() || value.asNumber().doubleValue() != 0;
    }

    private static Expression compared(List<Expression> arguments, IntPredicate order) {
        return document -> BsonBoolean.valueOf(order.test(BsonOrder.ORDER.compare(
                Filter.orNull(arguments.get(0).evaluate(document)),
                Filter.orNull(arguments.get(1).evaluate(document)))));
    }

    private static Expression calculated(List<Expression> arguments, BinaryOperator<BsonValue> operation) {
        return document -> {
            List<BsonValue> values = arguments.stream()
                    .map(each -> Filter.orNull(each.evaluate(document)))
                    .toList();
            if (values.stream().anyMatch(BsonValue::isNull)) {
                return BsonNull.VALUE;
            }
            return values.stream().reduce(operation).orElseThrow();
        };
    }

    private static BsonValue difference(BsonValue a, BsonValue b) {
        if (a.isDateTime() && b.isDateTime()) {
            return new BsonInt64(a.asDateTime().getValue() - b.asDateTime().getValue());
        }
        if (a.isDateTime()) {
            return new BsonDateTime(a.asDateTime().getValue() - b.asNumber().longValue());
        }
        return Numbers.difference(a, b);
    }
}
