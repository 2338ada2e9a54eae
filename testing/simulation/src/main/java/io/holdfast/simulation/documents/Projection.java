package io.holdfast.simulation.documents;

import java.util.HashMap;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Which fields of documents are answered. */
final class Projection {

    private final Map<String, Projection> fields = new HashMap<>();
    private boolean including;
    private boolean whole;
    private boolean withId = true;

    private Projection() {}

    static Projection of(BsonDocument projection) {
        Projection root = new Projection();
        boolean first = true;
        for (Map.Entry<String, BsonValue> field : projection.entrySet()) {
            boolean include = includes(field.getKey(), field.getValue());
            if (field.getKey().equals("_id")) {
                root.withId = include;
                if (projection.size() > 1 || !include) {
                    continue;
                }
            }
            if (!first && include != root.including) {
                throw ServerError.badValue("Cannot mix inclusion and exclusion in a projection");
            }
            first = false;
            root.including = include;
            root.add(field.getKey().split("\\.", -1));
        }
        root.spread();
        return root;
    }

    private static boolean includes(String field, BsonValue value) {
        return switch (value.getBsonType()) {
            case BOOLEAN -> value.asBoolean().getValue();
            case INT32, INT64, DOUBLE -> value.asNumber().doubleValue() != 0;
            default -> throw new UnsupportedOperationException("The projection " + field + ": " + value);
        };
    }

    private void add(String[] path) {
        Projection at = this;
        for (String field : path) {
            at = at.fields.computeIfAbsent(field, unseen -> new Projection());
        }
        at.whole = true;
    }

    private void spread() {
        fields.values().forEach(child -> {
            child.including = including;
            child.spread();
        });
    }

    BsonDocument apply(BsonDocument document) {
        BsonDocument result = new BsonDocument();
        document.forEach((field, value) -> {
            if (field.equals("_id")) {
                if (withId) {
                    result.put(field, value);
                }
            } else {
                add(field, value, result);
            }
        });
        return result;
    }

    private BsonDocument nested(BsonDocument document) {
        BsonDocument result = new BsonDocument();
        document.forEach((field, value) -> add(field, value, result));
        return result;
    }

    private void add(String field, BsonValue value, BsonDocument result) {
        Projection child = fields.get(field);
        if (child == null) {
            if (!including) {
                result.put(field, value);
            }
        } else if (child.whole) {
            if (including) {
                result.put(field, value);
            }
        } else if (value.isDocument()) {
            result.put(field, child.nested(value.asDocument()));
        } else if (value.isArray()) {
            result.put(field, child.nested(value.asArray()));
        } else if (!including) {
            result.put(field, value);
        }
    }

    /** Of the elements of an array, those that are documents, or arrays of such; the others stay where fields are excluded. */
    private BsonArray nested(BsonArray array) {
        BsonArray result = new BsonArray();
        for (BsonValue element : array) {
            if (element.isDocument()) {
                result.add(nested(element.asDocument()));
            } else if (element.isArray()) {
                result.add(nested(element.asArray()));
            } else if (!including) {
                result.add(element);
            }
        }
        return result;
    }
}
