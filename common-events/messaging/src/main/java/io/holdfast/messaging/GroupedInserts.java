package io.holdfast.messaging;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.Document;

/**
 * Inserts documents of many threads together (a group commit): whoever comes while an insert is under way is in the next one, and nobody
 * waits for more to come. For handlers of messages that begin something: in a rush of orders, each of them alone would cost
 * the database more than placing the order did.
 */
public final class GroupedInserts {

    private static final int MOST = 256;

    private record Waiting(Document document, CompletableFuture<Boolean> inserted) {}

    private final MongoCollection<Document> collection;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();

    public GroupedInserts(MongoCollection<Document> collection) {
        this.collection = collection;
    }

    /**
     * Returns when the document is durably there.
     *
     * @param document with its {@code _id}
     * @return false if one of that {@code _id} was there before; it is unchanged
     * @throws com.mongodb.MongoException when it is not known whether it was inserted
     */
    public boolean insert(Document document) {
        Waiting mine = new Waiting(document, new CompletableFuture<>());
        waiting.add(mine);
        if (running.compareAndSet(false, true)) {
            Thread.ofVirtual()
                    .name("inserts-" + collection.getNamespace().getCollectionName())
                    .start(this::run);
        }
        try {
            return mine.inserted.join();
        } catch (CompletionException e) {
            // It may not be ours that the database did not take.
            return insertAll(collection, List.of(document)).isEmpty();
        }
    }

    private void run() {
        do {
            try {
                while (!waiting.isEmpty()) {
                    insertNext();
                }
            } finally {
                running.set(false);
            }
        } while (!waiting.isEmpty() && running.compareAndSet(false, true));
    }

    private void insertNext() {
        List<Waiting> group = new ArrayList<>();
        for (Waiting next = waiting.poll(); next != null; next = group.size() < MOST ? waiting.poll() : null) {
            group.add(next);
        }
        try {
            Set<Integer> there =
                    insertAll(collection, group.stream().map(Waiting::document).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).inserted.complete(!there.contains(i));
            }
        } catch (Throwable e) {
            group.forEach(each -> each.inserted.completeExceptionally(e));
        }
    }

    /**
     * Inserts these now, in one command.
     *
     * @param documents with their {@code _id}s
     * @return the places in the list of those whose {@code _id} was there before; what is stored of them is unchanged
     * @throws com.mongodb.MongoException when it is not known which of them were inserted
     */
    public static Set<Integer> insertAll(MongoCollection<Document> collection, List<Document> documents) {
        try {
            collection.insertMany(documents, new InsertManyOptions().ordered(false));
            return Set.of();
        } catch (MongoBulkWriteException e) {
            if (e.getWriteConcernError() != null) {
                throw e; // written here, but perhaps nowhere else
            }
            Set<Integer> there = new HashSet<>();
            for (BulkWriteError error : e.getWriteErrors()) {
                if (error.getCategory() != ErrorCategory.DUPLICATE_KEY) {
                    throw e;
                }
                there.add(error.getIndex());
            }
            return there;
        }
    }
}
