package io.holdfast.simulation.documents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** An operator of an update, for one field. */
final class FieldUpdate {

    /** In the order in which a server goes through the fields: numbers by their size, then names. */
    static final Comparator<String[]> PATHS = (a, b) -> {
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            // A name has the index -1, which is the greatest without its sign.
            int byNumber = Integer.compareUnsigned(FilterPath.index(a[i]), FilterPath.index(b[i]));
            int byField = byNumber != 0 ? byNumber : a[i].compareTo(b[i]);
            if (byField != 0) {
                return byField;
            }
        }
        return Integer.compare(a.length, b.length);
    };

    /** The new value of a field; null to leave it as it is. */
    private interface Change {
        @Nullable
        BsonValue of(@Nullable BsonValue before, BsonValue now);
    }

    private final String[] path;
    private final Change change;
    private final boolean onInsertOnly;
    private final boolean ofWhatExists;
    private final boolean removing;

    private FieldUpdate(String path, Change change, boolean onInsertOnly, boolean ofWhatExists, boolean removing) {
        this.path = parse(path);
        this.change = change;
        this.onInsertOnly = onInsertOnly;
        this.ofWhatExists = ofWhatExists;
        this.removing = removing;
    }

    private static String[] parse(String path) {
        String[] fields = path.split("\\.", -1);
        for (String field : fields) {
            if (field.isEmpty()) {
                throw ServerError.emptyFieldName(path);
            }
            if (field.startsWith("$")) {
                throw new UnsupportedOperationException("The positional path " + path);
            }
        }
        return fields;
    }

    static FieldUpdate set(String path, BsonValue value) {
        return setting(path, (before, now) -> Bson.copy(value));
    }

    private static FieldUpdate setting(String path, Change change) {
        return new FieldUpdate(path, change, false, false, false);
    }

    private static FieldUpdate changing(String path, Change change) {
        return new FieldUpdate(path, change, false, true, false);
    }

    static FieldUpdate of(String operator, String path, BsonValue argument) {
        return switch (operator) {
            case "$set" -> set(path, argument);
            case "$setOnInsert" -> new FieldUpdate(path, (before, now) -> Bson.copy(argument), true, false, false);
            case "$unset" -> new FieldUpdate(path, (before, now) -> BsonNull.VALUE, false, true, true);
            case "$inc" -> setting(path, sum(path, number(operator, argument)));
            case "$min" ->
                setting(
                        path,
                        (before, now) ->
                                before == null || BsonOrder.ORDER.compare(argument, before) < 0 ? argument : null);
            case "$max" ->
                setting(
                        path,
                        (before, now) ->
                                before == null || BsonOrder.ORDER.compare(argument, before) > 0 ? argument : null);
            case "$push" -> setting(path, push(path, argument));
            case "$addToSet" -> setting(path, addToSet(path, argument));
            case "$pull" -> changing(path, pull(path, pulled(argument)));
            case "$pullAll" -> changing(path, pull(path, pulledAll(argument)));
            case "$pop" -> changing(path, pop(path, argument));
            case "$currentDate" -> setting(path, currentDate(argument));
            case "$mul", "$rename", "$bit" -> throw new UnsupportedOperationException("The update " + operator);
            default -> throw ServerError.failedToParse("Unknown modifier: " + operator);
        };
    }

    String[] path() {
        return path;
    }

    void apply(EditedDocument document, boolean inserting, BsonValue now) {
        if (onInsertOnly && !inserting) {
            return;
        }
        BsonValue before = document.get(path);
        if (before == null && ofWhatExists) {
            return;
        }
        if (removing) {
            document.create(path).remove();
            return;
        }
        BsonValue after = change.of(before, now);
        if (after != null && (before == null || !BsonOrder.areIdentical(before, after))) {
            document.create(path).put(after);
        }
    }

    private static BsonValue number(String operator, BsonValue argument) {
        if (!argument.isNumber()) {
            throw ServerError.typeMismatch("Cannot apply " + operator + " with non-numeric argument");
        }
        return argument;
    }

    private static Change sum(String path, BsonValue summand) {
        return (before, now) -> {
            if (before == null) {
                return summand;
            }
            if (!before.isNumber()) {
                throw ServerError.typeMismatch(
                        "Cannot apply $inc to a value of non-numeric type: the field '" + path + "'");
            }
            return Numbers.sum(before, summand);
        };
    }

    private static BsonArray array(String operator, String path, @Nullable BsonValue before) {
        if (before == null) {
            return new BsonArray();
        }
        if (!before.isArray()) {
            throw ServerError.badValue("The field '" + path + "' must be an array for " + operator);
        }
        return new BsonArray(before.asArray());
    }

    private static Change push(String path, BsonValue argument) {
        List<BsonValue> added = each(argument);
        BsonDocument modifiers = hasEach(argument) ? argument.asDocument() : new BsonDocument();
        modifiers.keySet().stream()
                .filter(key -> !List.of("$each", "$slice", "$position").contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw new UnsupportedOperationException("The modifier " + key + " of $push");
                });
        return (before, now) -> {
            BsonArray array = array("$push", path, before);
            int position = modifiers
                    .getNumber("$position", new BsonInt32(array.size()))
                    .intValue();
            int at = position < 0 ? Math.max(0, array.size() + position) : Math.min(position, array.size());
            array.addAll(at, added);
            if (modifiers.containsKey("$slice")) {
                slice(array, modifiers.getNumber("$slice").intValue());
            }
            return array;
        };
    }

    private static void slice(BsonArray array, int slice) {
        int surplus = Math.max(0, array.size() - Math.abs(slice));
        if (slice < 0) {
            array.subList(0, surplus).clear();
        } else {
            array.subList(array.size() - surplus, array.size()).clear();
        }
    }

    private static boolean hasEach(BsonValue argument) {
        return argument.isDocument() && argument.asDocument().containsKey("$each");
    }

    private static List<BsonValue> each(BsonValue argument) {
        if (!hasEach(argument)) {
            return List.of(Bson.copy(argument));
        }
        BsonValue each = Bson.required(argument.asDocument(), "$each");
        if (!each.isArray()) {
            throw ServerError.badValue("The argument to $each must be an array");
        }
        return ((BsonArray) Bson.copy(each)).getValues();
    }

    private static Change addToSet(String path, BsonValue argument) {
        List<BsonValue> added = each(argument);
        return (before, now) -> {
            BsonArray array = array("$addToSet", path, before);
            for (BsonValue value : added) {
                if (array.stream().noneMatch(element -> BsonOrder.areEqual(element, value))) {
                    array.add(value);
                }
            }
            return array;
        };
    }

    private static Predicate<BsonValue> pulled(BsonValue argument) {
        if (!argument.isDocument()) {
            return element -> BsonOrder.areEqual(element, argument);
        }
        BsonDocument condition = argument.asDocument();
        if (Filter.hasOperators(condition)) {
            return Filter.ofElement(condition);
        }
        Filter filter = Filter.of(condition);
        return element -> element.isDocument() && filter.matches(element.asDocument());
    }

    private static Predicate<BsonValue> pulledAll(BsonValue argument) {
        if (!argument.isArray()) {
            throw ServerError.badValue("$pullAll requires an array argument");
        }
        return element -> argument.asArray().stream().anyMatch(value -> BsonOrder.areEqual(element, value));
    }

    private static Change pull(String path, Predicate<BsonValue> which) {
        return (before, now) -> {
            List<BsonValue> kept = new ArrayList<>(array("$pull", path, before));
            kept.removeIf(which);
            return new BsonArray(kept);
        };
    }

    private static Change pop(String path, BsonValue argument) {
        boolean first = argument.asNumber().intValue() < 0;
        return (before, now) -> {
            BsonArray array = array("$pop", path, before);
            if (!array.isEmpty()) {
                array.remove(first ? 0 : array.size() - 1);
            }
            return array;
        };
    }

    private static Change currentDate(BsonValue argument) {
        boolean timestamp = argument.isDocument()
                && argument.asDocument().getString("$type").getValue().equals("timestamp");
        return (before, now) -> {
            BsonDateTime time = now.asDateTime();
            return timestamp ? new BsonTimestamp(Math.toIntExact(time.getValue() / 1000), 1) : time;
        };
    }
}
