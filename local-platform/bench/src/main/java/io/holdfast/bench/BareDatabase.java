package io.holdfast.bench;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.holdfast.messaging.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.bson.Document;

/**
 * The database server without the orders service: one guarded update of a block for each order, one by one and equally durable, as the
 * service would have to write if it did not decide about several orders together.
 */
final class BareDatabase implements AutoCloseable {

    private static final int BLOCK = 64;
    private static final int INSERT_BATCH = 1_000;

    private final MongoClient client;
    private final MongoCollection<Document> blocks;
    private final MongoCollection<Document> orders;
    private int blockCount;

    BareDatabase(String uri, int connections) {
        this.client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .applyToConnectionPoolSettings(pool -> pool.maxSize(connections))
                .retryWrites(false)
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .build());
        String run = Ids.random();
        this.blocks = client.getDatabase("bare-" + run).getCollection("blocks");
        this.orders = client.getDatabase("bare-" + run).getCollection("orders");
        blocks.createIndex(Indexes.ascending("event", "tier", "free"));
        blocks.createIndex(Indexes.ascending("held"));
        orders.createIndex(Indexes.compoundIndex(Indexes.ascending("buyer"), Indexes.descending("createdAt", "_id")));
        orders.createIndex(Indexes.compoundIndex(Indexes.ascending("eventId"), Indexes.descending("createdAt", "_id")));
        for (String field : List.of("outbox.pendingSince", "owesUnits")) {
            orders.createIndex(
                    Indexes.ascending(field), new IndexOptions().partialFilterExpression(Filters.exists(field)));
        }
    }

    /** Inserts blocks with the fields and indexes of those of the orders service. */
    void insertBlocks(int capacity) {
        blockCount = Math.ceilDiv(capacity, BLOCK);
        List<Document> fresh = new ArrayList<>();
        for (int number = 0; number < blockCount; number++) {
            fresh.add(new Document("_id", blockId(number))
                    .append("event", "event")
                    .append("tier", OrdersUnderTest.TIER)
                    .append("capacity", BLOCK)
                    .append("free", BLOCK)
                    .append("held", 0)
                    .append("sold", 0)
                    .append("holders", new Document())
                    .append("version", 1L));
            if (fresh.size() == INSERT_BATCH || number == blockCount - 1) {
                blocks.insertMany(fresh);
                fresh.clear();
            }
        }
    }

    private static String blockId(int number) {
        return "event/" + OrdersUnderTest.TIER + "/" + number;
    }

    /** Takes one unit of a block chosen at random. */
    String claim(String orderId) {
        String block = blockId(ThreadLocalRandom.current().nextInt(blockCount));
        long matched = blocks.updateOne(
                        new Document("_id", block).append("free", new Document("$gte", 1)),
                        new Document(
                                        "$inc",
                                        new Document("free", -1)
                                                .append("held", 1)
                                                .append("sold", 0)
                                                .append("version", 1L))
                                .append(
                                        "$set",
                                        new Document(
                                                "holders." + orderId,
                                                new Document("units", 1).append("since", Date.from(Instant.now())))))
                .getMatchedCount();
        return matched == 1 ? "taken" : "full";
    }

    /** Takes one unit and inserts an order like {@code template}: two writes, one after the other. */
    String claimAndInsert(Document template) {
        String orderId = Ids.random();
        String answer = claim(orderId);
        Document order = new Document(template);
        order.put("_id", orderId);
        orders.insertOne(order);
        return answer;
    }

    @Override
    public void close() {
        blocks.drop();
        orders.drop();
        client.close();
    }
}
