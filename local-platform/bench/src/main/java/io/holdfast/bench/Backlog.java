package io.holdfast.bench;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bson.Document;

/** What a system has still to do when its load has stopped, read from its databases. */
final class Backlog implements AutoCloseable {

    /** There is an index for each of these. */
    private static final String UNPUBLISHED = "outbox.pendingSince";

    private static final CountOptions SOME = new CountOptions().limit(100_000);

    private final List<MongoClient> clients = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();

    /** One thing to do, of which there is as much as documents of this collection have the field. */
    private record Part(String name, MongoCollection<Document> collection, String field) {}

    Backlog(RunningSystem system) {
        Map<String, String> uris = system.databases();
        watch(uris, "orders", "orders to publish", "orders", UNPUBLISHED);
        watch(uris, "orders", "batches of orders to publish", "order_batches", "pendingSince");
        watch(uris, "payments", "payments to publish", "payments", UNPUBLISHED);
        watch(uris, "payments", "payments in work", "payments", "work.dueAt");
        watch(uris, "payments", "payments not in the ledger", "payments", "unbooked");
        watch(uris, "expiration", "timers to publish", "timers", UNPUBLISHED);
        watch(uris, "events", "events to publish", "events", UNPUBLISHED);
    }

    private void watch(Map<String, String> uris, String service, String name, String collection, String field) {
        ConnectionString uri = new ConnectionString(uris.get(service));
        MongoClient client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(uri)
                .applicationName(DatabaseTap.UNCOUNTED)
                .build());
        clients.add(client);
        parts.add(new Part(name, client.getDatabase(uri.getDatabase()).getCollection(collection), field));
    }

    /** How much of each thing is left; empty when everything is done. */
    Map<String, Long> left() {
        Map<String, Long> left = new LinkedHashMap<>();
        for (Part part : parts) {
            long count = part.collection.countDocuments(Filters.exists(part.field), SOME);
            if (count > 0) {
                left.put(part.name, count);
            }
        }
        return left;
    }

    static String text(Map<String, Long> left) {
        return left.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        clients.forEach(MongoClient::close);
    }
}
