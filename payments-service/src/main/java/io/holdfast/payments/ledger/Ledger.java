package io.holdfast.payments.ledger;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;

/** The entries. They are written once and never changed: what was wrong is put right by another entry. */
@Component
public class Ledger {

    /** The collection they are kept in: {@code { _id, paymentId, at, postings: [{account, amount}], currency }}. */
    public static final String COLLECTION = "ledger";

    private static final int BATCH = 1000;

    private final MongoCollection<Document> collection;

    Ledger(MongoOperations mongo) {
        this.collection = mongo.getCollection(COLLECTION);
    }

    /** Writes entries down, each once: one that is there already stays as it is. */
    public void write(Collection<LedgerEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        try {
            collection.insertMany(
                    entries.stream().map(LedgerEntry::toDocument).toList(), new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException e) {
            boolean repeated = e.getWriteConcernError() == null
                    && e.getWriteErrors().stream()
                            .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
            if (!repeated) {
                throw e;
            }
        }
    }

    /** Those that were not written down yet. */
    public List<LedgerEntry> missing(Collection<LedgerEntry> entries) {
        Set<String> there = new HashSet<>();
        collection
                .find(Filters.in("_id", entries.stream().map(LedgerEntry::id).toList()))
                .projection(Projections.include("_id"))
                .forEach(found -> there.add(found.getString("_id")));
        return entries.stream().filter(entry -> !there.contains(entry.id())).toList();
    }

    /** Everything, payment by payment in the order of their ids. To be closed. */
    public MongoCursor<LedgerEntry> all() {
        return inOrder(new Document()).batchSize(BATCH).map(LedgerEntry::of).iterator();
    }

    /** What was written down about a payment. */
    public List<LedgerEntry> of(String paymentId) {
        // ';' is what comes after ':'.
        Document ids = new Document("$gte", paymentId + ":").append("$lt", paymentId + ";");
        return inOrder(new Document("_id", ids)).map(LedgerEntry::of).into(new ArrayList<>());
    }

    private FindIterable<Document> inOrder(Document which) {
        return collection.find(which).sort(Sorts.ascending("_id"));
    }
}
