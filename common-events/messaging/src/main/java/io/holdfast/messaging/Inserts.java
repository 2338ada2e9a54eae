package io.holdfast.messaging;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import org.bson.Document;

/** Inserts that decide who was first. Those of many requests are to be grouped: {@link GroupedInserts}. */
public final class Inserts {

    private Inserts() {}

    /**
     * Inserts a document.
     *
     * @return false, and nothing is written, when there is one with its id, or with its value of a unique index
     * @throws MongoException when it is not known whether it was inserted
     */
    public static boolean insertIfAbsent(MongoCollection<Document> collection, Document document) {
        try {
            collection.insertOne(document);
            return true;
        } catch (MongoException e) {
            if (ErrorCategory.fromErrorCode(e.getCode()) == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }
}
