package io.holdfast.simulation.documents;

import java.util.function.Predicate;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** A dotted path as filters understand it: it leads into the elements of arrays, by their numbers as well. */
final class FilterPath {

    private final String[] fields;

    FilterPath(String path) {
        this.fields = path.split("\\.", -1);
    }

    /**
     * Whether one of the values that the path leads to passes.
     *
     * @param intoLast whether an array at the end of the path stands for its elements, too
     * @param test gets null where there is nothing
     */
    boolean any(BsonDocument document, boolean intoLast, Predicate<@Nullable BsonValue> test) {
        return any(document, 0, intoLast, test);
    }

    private boolean any(BsonDocument document, int from, boolean intoLast, Predicate<@Nullable BsonValue> test) {
        BsonDocument current = document;
        int next = from;
        while (true) {
            BsonValue value = current.get(fields[next++]);
            if (value == null) {
                return test.test(null);
            }
            if (value.isArray()) {
                return anyInArray(value.asArray(), next, intoLast, test);
            }
            if (next == fields.length) {
                return test.test(value);
            }
            if (!value.isDocument()) {
                return test.test(null);
            }
            current = value.asDocument();
        }
    }

    private boolean anyInArray(BsonArray array, int next, boolean intoLast, Predicate<@Nullable BsonValue> test) {
        if (next == fields.length) {
            return (intoLast && array.stream().anyMatch(test)) || test.test(array);
        }
        int index = index(fields[next]);
        for (int i = 0; i < array.size(); i++) {
            BsonValue element = array.get(i);
            if (element.isDocument() && any(element.asDocument(), next, intoLast, test)) {
                return true;
            }
            if (i == index && anyInElement(element, next + 1, intoLast, test)) {
                return true;
            }
        }
        return false;
    }

    private boolean anyInElement(BsonValue element, int next, boolean intoLast, Predicate<@Nullable BsonValue> test) {
        if (next == fields.length) {
            return test.test(element); // an array in an array does not stand for its elements
        }
        if (element.isArray()) {
            return anyInArray(element.asArray(), next, intoLast, test);
        }
        return element.isDocument() && any(element.asDocument(), next, intoLast, test);
    }

    /** The index that a field of a path stands for in an array; -1 if it is none. */
    static int index(String field) {
        if (field.isEmpty() || field.length() > 7 || (field.length() > 1 && field.charAt(0) == '0')) {
            return -1;
        }
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) < '0' || field.charAt(i) > '9') {
                return -1;
            }
        }
        return Integer.parseInt(field);
    }
}
