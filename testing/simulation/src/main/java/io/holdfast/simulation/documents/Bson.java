package io.holdfast.simulation.documents;

import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Copies of values, since those of the driver can be changed. */
final class Bson {

    private Bson() {}

    /** A copy that shares nothing that could be changed. */
    static BsonValue copy(BsonValue value) {
        return switch (value.getBsonType()) {
            case DOCUMENT -> copy(value.asDocument());
            case ARRAY -> {
                BsonArray copy = new BsonArray(value.asArray().size());
                value.asArray().forEach(element -> copy.add(copy(element)));
                yield copy;
            }
            default -> value;
        };
    }

    static BsonDocument copy(BsonDocument document) {
        BsonDocument copy = new BsonDocument(document.size());
        for (Map.Entry<String, BsonValue> field : document.entrySet()) {
            copy.put(field.getKey(), copy(field.getValue()));
        }
        return copy;
    }

    /** @throws ServerError if there is no such field */
    static BsonValue required(BsonDocument document, String field) {
        BsonValue value = document.get(field);
        if (value == null) {
            throw ServerError.failedToParse("The field '" + field + "' is missing");
        }
        return value;
    }

    static BsonValue id(BsonDocument document) {
        return required(document, "_id");
    }

    /** A copy that shares what the fields contain. */
    static BsonDocument shallowCopy(BsonDocument document) {
        BsonDocument copy = new BsonDocument(document.size());
        copy.putAll(document);
        return copy;
    }
}
