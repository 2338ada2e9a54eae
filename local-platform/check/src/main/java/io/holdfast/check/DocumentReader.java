package io.holdfast.check;

import com.mongodb.client.MongoDatabase;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.json.JsonParseException;

/** Reads the documents of a collection: all of them, or those of the orders and events of a scope. */
final class DocumentReader {

    private static final Document ALL_FIELDS = new Document();
    private static final int BATCH = 1_000;
    private static final int IDS_PER_QUERY = 500;

    private final Findings findings;
    private final Scope scope;

    /** @param findings where documents that cannot be understood are reported */
    DocumentReader(Findings findings, Scope scope) {
        this.findings = findings;
        this.scope = scope;
    }

    /** Reads all documents of the collection or, in a smaller scope, those with one of {@code ids} in {@code field}. */
    void read(
            MongoDatabase database,
            String collection,
            String field,
            Collection<String> ids,
            Consumer<StoredDocument> reader) {
        read(database, collection, field, ids, ALL_FIELDS, reader);
    }

    /** The same, with a projection. */
    void read(
            MongoDatabase database,
            String collection,
            String field,
            Collection<String> ids,
            Bson fields,
            Consumer<StoredDocument> reader) {
        if (scope.everything()) {
            query(database, collection, new Document(), fields, reader);
        } else {
            readOnly(database, collection, field, ids, fields, reader);
        }
    }

    /** Reads all documents of the collection, whatever the scope. */
    void readAll(MongoDatabase database, String collection, Consumer<StoredDocument> reader) {
        query(database, collection, new Document(), ALL_FIELDS, reader);
    }

    /** Reads the documents with one of {@code ids} in {@code field}, whatever the scope. */
    void readOnly(
            MongoDatabase database,
            String collection,
            String field,
            Collection<String> ids,
            Consumer<StoredDocument> reader) {
        readOnly(database, collection, field, ids, ALL_FIELDS, reader);
    }

    private void readOnly(
            MongoDatabase database,
            String collection,
            String field,
            Collection<String> ids,
            Bson fields,
            Consumer<StoredDocument> reader) {
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += IDS_PER_QUERY) {
            List<String> some = all.subList(from, Math.min(all.size(), from + IDS_PER_QUERY));
            query(database, collection, new Document(field, new Document("$in", some)), fields, reader);
        }
    }

    private void query(
            MongoDatabase database, String collection, Bson query, Bson fields, Consumer<StoredDocument> reader) {
        for (Document document : database.getCollection(collection)
                .find(query)
                .projection(fields)
                .batchSize(BATCH)) {
            try {
                reader.accept(new StoredDocument(document));
            } catch (StoredDocument.Unreadable | JsonParseException | IllegalArgumentException e) {
                findings.wrong(
                        "unreadable",
                        "%s/%s %s: %s".formatted(database.getName(), collection, document.get("_id"), e.getMessage()));
            }
        }
    }
}
