package io.holdfast.simulation.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonRegularExpression;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** A filter as a server understands it. An operator that it does not know is refused. */
interface Filter {

    boolean matches(BsonDocument document);

    static Filter of(BsonDocument filter) {
        List<Filter> all = new ArrayList<>(filter.size());
        filter.forEach((key, value) -> all.add(Parser.clause(key, value)));
        return all.size() == 1 ? all.getFirst() : document -> all.stream().allMatch(each -> each.matches(document));
    }

    /** The conditions of a filter on a value that is no field of a document: an element of an array. */
    static Predicate<BsonValue> ofElement(BsonDocument operators) {
        Filter filter = Parser.operators("v", operators);
        return value -> filter.matches(new BsonDocument("v", value));
    }

    static boolean hasOperators(BsonDocument document) {
        return !document.isEmpty() && document.getFirstKey().startsWith("$");
    }

    final class Parser {

        private Parser() {}

        private static Filter clause(String key, BsonValue value) {
            return switch (key) {
                case "$and" -> {
                    List<Filter> each = each(key, value);
                    yield document -> each.stream().allMatch(one -> one.matches(document));
                }
                case "$or" -> {
                    List<Filter> each = each(key, value);
                    yield document -> each.stream().anyMatch(one -> one.matches(document));
                }
                case "$nor" -> {
                    List<Filter> each = each(key, value);
                    yield document -> each.stream().noneMatch(one -> one.matches(document));
                }
                default -> field(key, value);
            };
        }

        private static Filter field(String key, BsonValue value) {
            if (key.startsWith("$")) {
                throw new UnsupportedOperationException("The filter " + key);
            }
            if (value.isDocument() && hasOperators(value.asDocument())) {
                return operators(key, value.asDocument());
            }
            return value.isRegularExpression() ? regex(key, value.asRegularExpression()) : leaf(key, equalTo(value));
        }

        private static List<Filter> each(String operator, BsonValue filters) {
            if (!filters.isArray() || filters.asArray().isEmpty()) {
                throw ServerError.badValue(operator + " must be a nonempty array");
            }
            return filters.asArray().stream()
                    .map(filter -> Filter.of(filter.asDocument()))
                    .toList();
        }

        static Filter operators(String path, BsonDocument operators) {
            List<Filter> all = new ArrayList<>(operators.size());
            for (Map.Entry<String, BsonValue> operator : operators.entrySet()) {
                if (!operator.getKey().equals("$options")) {
                    all.add(operator(path, operator.getKey(), operator.getValue(), operators));
                }
            }
            return all.size() == 1 ? all.getFirst() : document -> all.stream().allMatch(each -> each.matches(document));
        }

        private static Filter operator(String path, String operator, BsonValue value, BsonDocument siblings) {
            return switch (operator) {
                case "$eq" -> leaf(path, equalTo(value));
                case "$ne" -> not(leaf(path, equalTo(value)));
                case "$gt" -> leaf(path, compared(value, order -> order > 0, false));
                case "$gte" -> leaf(path, compared(value, order -> order >= 0, true));
                case "$lt" -> leaf(path, compared(value, order -> order < 0, false));
                case "$lte" -> leaf(path, compared(value, order -> order <= 0, true));
                case "$in" -> in(path, value);
                case "$nin" -> not(in(path, value));
                case "$exists" -> exists(path, value);
                case "$not" -> not(negated(path, value));
                case "$elemMatch" -> elemMatch(path, value.asDocument());
                case "$all" -> all(path, value);
                case "$size" -> size(path, value);
                case "$regex" -> regex(path, pattern(value, siblings));
                default -> {
                    if (operator.startsWith("$")) {
                        throw new UnsupportedOperationException("The operator " + operator + " of a filter");
                    }
                    throw ServerError.badValue("unknown operator: " + operator);
                }
            };
        }

        private static Filter not(Filter filter) {
            return document -> !filter.matches(document);
        }

        private static Filter leaf(String path, Predicate<@Nullable BsonValue> test) {
            FilterPath at = new FilterPath(path);
            return document -> at.any(document, true, test);
        }

        private static Predicate<@Nullable BsonValue> equalTo(BsonValue wanted) {
            return compared(wanted, order -> order == 0, true);
        }

        /** Values of other types are neither less nor greater; nothing equals null. */
        private static Predicate<@Nullable BsonValue> compared(BsonValue wanted, IntPredicate order, boolean orEqual) {
            int rank = BsonOrder.rank(wanted);
            boolean nan = isNaN(wanted);
            return value -> {
                if (value == null) {
                    return orEqual && wanted.isNull();
                }
                if (BsonOrder.rank(value) != rank || (isNaN(value) || nan)) {
                    return orEqual && nan && isNaN(value);
                }
                return order.test(BsonOrder.ORDER.compare(value, wanted));
            };
        }

        private static boolean isNaN(BsonValue value) {
            return value.isDouble() && Double.isNaN(value.asDouble().getValue());
        }

        private static Filter in(String path, BsonValue values) {
            if (!values.isArray()) {
                throw ServerError.badValue("$in needs an array");
            }
            List<Predicate<@Nullable BsonValue>> tests = new ArrayList<>();
            for (BsonValue value : values.asArray()) {
                tests.add(
                        value.isRegularExpression()
                                ? found -> found != null && isFound(value.asRegularExpression(), found)
                                : equalTo(value));
            }
            return leaf(path, value -> tests.stream().anyMatch(test -> test.test(value)));
        }

        private static Filter exists(String path, BsonValue wanted) {
            Filter exists = leaf(path, value -> value != null);
            return isTrue(wanted) ? exists : not(exists);
        }

        private static boolean isTrue(BsonValue value) {
            return switch (value.getBsonType()) {
                case BOOLEAN -> value.asBoolean().getValue();
                case INT32, INT64, DOUBLE -> value.asNumber().doubleValue() != 0;
                case NULL, UNDEFINED -> false;
                default -> true;
            };
        }

        private static Filter negated(String path, BsonValue value) {
            if (value.isRegularExpression()) {
                return regex(path, value.asRegularExpression());
            }
            if (!value.isDocument() || value.asDocument().isEmpty()) {
                throw ServerError.badValue("$not needs a regex or a document");
            }
            return operators(path, value.asDocument());
        }

        private static Filter elemMatch(String path, BsonDocument condition) {
            FilterPath at = new FilterPath(path);
            Predicate<BsonValue> element;
            boolean ofValues =
                    hasOperators(condition) && !List.of("$and", "$or", "$nor").contains(condition.getFirstKey());
            if (ofValues) {
                element = ofElement(condition);
            } else {
                Filter filter = Filter.of(condition);
                element = value -> value.isDocument() && filter.matches(value.asDocument());
            }
            return document -> at.any(
                    document,
                    false,
                    value -> value != null
                            && value.isArray()
                            && value.asArray().stream().anyMatch(element));
        }

        private static Filter all(String path, BsonValue values) {
            if (!values.isArray()) {
                throw ServerError.badValue("$all needs an array");
            }
            List<Filter> each = values.asArray().stream()
                    .map(value -> leaf(path, equalTo(value)))
                    .toList();
            return document -> !each.isEmpty() && each.stream().allMatch(one -> one.matches(document));
        }

        private static Filter size(String path, BsonValue size) {
            if (!size.isNumber()) {
                throw ServerError.failedToParse("$size needs a number");
            }
            FilterPath at = new FilterPath(path);
            return document -> at.any(
                    document,
                    false,
                    value -> value != null
                            && value.isArray()
                            && value.asArray().size() == size.asNumber().intValue());
        }

        private static BsonRegularExpression pattern(BsonValue value, BsonDocument siblings) {
            if (value.isRegularExpression()) {
                return value.asRegularExpression();
            }
            String options = siblings.containsKey("$options")
                    ? siblings.getString("$options").getValue()
                    : "";
            return new BsonRegularExpression(value.asString().getValue(), options);
        }

        private static Filter regex(String path, BsonRegularExpression regex) {
            return leaf(path, value -> value != null && isFound(regex, value));
        }

        private static boolean isFound(BsonRegularExpression regex, BsonValue value) {
            if (value.isRegularExpression()) {
                return value.equals(regex);
            }
            if (value.getBsonType() != BsonType.STRING) {
                return false;
            }
            int flags = 0;
            for (char option : regex.getOptions().toCharArray()) {
                flags |= switch (option) {
                    case 'i' -> Pattern.CASE_INSENSITIVE;
                    case 'm' -> Pattern.MULTILINE;
                    case 's' -> Pattern.DOTALL;
                    default -> throw new UnsupportedOperationException("The option " + option + " of a regex");
                };
            }
            return Pattern.compile(regex.getPattern(), flags)
                    .matcher(value.asString().getValue())
                    .find();
        }
    }

    /** The value of a field of a document; BSON's null where there is nothing. */
    static BsonValue orNull(@Nullable BsonValue value) {
        return value == null ? BsonNull.VALUE : value;
    }
}
