package io.holdfast.simulation.documents;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonUndefined;
import org.bson.BsonValue;

/** The order that a sort asks for. Of an array, its least or greatest element counts. */
final class SortKey implements Comparator<BsonDocument> {

    private record Field(FilterPath path, boolean descending) {}

    private final List<Field> fields = new ArrayList<>();

    SortKey(BsonDocument sort) {
        sort.forEach((path, direction) -> {
            if (!direction.isNumber()) {
                throw new UnsupportedOperationException("The sort " + sort);
            }
            fields.add(new Field(new FilterPath(path), direction.asNumber().intValue() < 0));
        });
    }

    @Override
    public int compare(BsonDocument a, BsonDocument b) {
        for (Field field : fields) {
            int order = BsonOrder.ORDER.compare(key(a, field), key(b, field));
            if (order != 0) {
                return field.descending ? -order : order;
            }
        }
        return 0;
    }

    private static BsonValue key(BsonDocument document, Field field) {
        List<BsonValue> found = new ArrayList<>(1);
        field.path.any(document, true, value -> {
            if (value == null || !value.isArray()) {
                found.add(Filter.orNull(value));
            } else if (value.asArray().isEmpty()) {
                found.add(new BsonUndefined());
            }
            return false;
        });
        Comparator<BsonValue> order = field.descending ? BsonOrder.ORDER.reversed() : BsonOrder.ORDER;
        return found.stream().min(order).orElse(BsonNull.VALUE);
    }
}
