package io.holdfast.payments.ledger;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.holdfast.messaging.GroupedInserts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;

/** The ledger's entries. An entry is inserted once and never changed; an error is corrected by another entry. */
@Component
public class LedgerStore {

    /** The collection, with documents of the form {@code { _id, paymentId, at, postings: [{account, amount}], currency }}. */
    public static final String COLLECTION = "ledger";

    private static final int BATCH = 1000;

    private final MongoCollection<Document> collection;

    LedgerStore(MongoOperations mongo) {
        this.collection = mongo.getCollection(COLLECTION);
    }

    /** Inserts entries. One that exists already stays as it is. */
    public void insert(Collection<LedgerEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        GroupedInserts.insertAll(
                collection, entries.stream().map(LedgerEntry::toDocument).toList());
    }

    /** Those of {@code entries} that are not stored. */
    public List<LedgerEntry> missing(Collection<LedgerEntry> entries) {
        Set<String> stored = new HashSet<>();
        collection
                .find(Filters.in("_id", entries.stream().map(LedgerEntry::id).toList()))
                .projection(Projections.include("_id"))
                .forEach(found -> stored.add(found.getString("_id")));
        return entries.stream().filter(entry -> !stored.contains(entry.id())).toList();
    }

    /** All entries, ordered by id and therefore by payment. The caller closes the cursor. */
    public MongoCursor<LedgerEntry> all() {
        return inOrder(new Document())
                .batchSize(BATCH)
                .timeoutMode(TimeoutMode.ITERATION)
                .map(LedgerEntry::of)
                .iterator();
    }

    /** The entries of a payment. */
    public List<LedgerEntry> of(String paymentId) {
        // ';' is the character after ':'.
        Document ids = new Document("$gte", paymentId + ":").append("$lt", paymentId + ";");
        return inOrder(new Document("_id", ids)).map(LedgerEntry::of).into(new ArrayList<>());
    }

    private FindIterable<Document> inOrder(Document which) {
        return collection.find(which).sort(Sorts.ascending("_id"));
    }
}
