package io.holdfast.simulation.documents;

import java.util.Comparator;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/** A {@code find}: filter, sort, skip, limit and projection. */
final class Query {

    private Query() {}

    static Cursor open(String namespace, StoredCollection collection, BsonDocument command) {
        WriteCommand.refuse(command, "collation", "min", "max", "tailable", "returnKey", "showRecordId", "let");
        BsonDocument filter = command.getDocument("filter", new BsonDocument());
        Filter compiled = Filter.of(filter);
        List<BsonValue> ids = collection.matching(filter);
        BsonDocument sort = command.getDocument("sort", new BsonDocument());
        if (!sort.isEmpty() && !isById(sort)) {
            ids.sort(Comparator.comparing(collection::find, new SortKey(sort)));
        }
        int skip = command.getNumber("skip", new BsonInt32(0)).intValue();
        int limit = command.getNumber("limit", new BsonInt32(0)).intValue();
        List<BsonValue> chosen = ids.subList(
                Math.min(skip, ids.size()), limit == 0 ? ids.size() : Math.min(ids.size(), skip + Math.abs(limit)));
        BsonDocument fields = command.getDocument("projection", new BsonDocument());
        Projection projection = fields.isEmpty() ? null : Projection.of(fields);
        return new Cursor(namespace, chosen.iterator(), id -> {
            BsonDocument document = collection.find(id);
            if (document == null || !compiled.matches(document)) {
                return null;
            }
            return projection == null ? document : projection.apply(document);
        });
    }

    /** Documents are found in the order of their ids. */
    private static boolean isById(BsonDocument sort) {
        return sort.getFirstKey().equals("_id") && sort.getNumber("_id").intValue() > 0;
    }
}
