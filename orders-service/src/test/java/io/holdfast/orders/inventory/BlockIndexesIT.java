package io.holdfast.orders.inventory;

import static io.holdfast.testkit.QueryPlans.assertIsFilteredOf;
import static io.holdfast.testkit.QueryPlans.assertIsIndexed;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.holdfast.messaging.Ids;
import io.holdfast.testkit.QueryPlans;
import io.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Before a claim is refused, only blocks with free units are read, and of those with held ones only as many as matter. */
class BlockIndexesIT {

    private static final int BLOCKS = 5_000;

    @Test
    void blocksThatDoNotMatterAreNotRead() {
        String name = "block-indexes-" + Ids.random();
        String uri = TestDatabase.shared().uri(name);
        try (MongoClient client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .timeout(1, TimeUnit.MINUTES)
                .build())) {
            MongoTemplate mongo = new MongoTemplate(client, name);
            QueryPlans.assume(mongo.getDb());
            MongoCollection<Document> blocks = mongo.getCollection(BlockStore.COLLECTION);
            new InventoryConfiguration()
                    .blockIndexes()
                    .indexes()
                    .forEach(index -> blocks.createIndex(index.getKeys(), index.getOptions()));
            List<Document> full = new ArrayList<>();
            for (int block = 0; block < BLOCKS; block++) {
                full.add(BlockDocuments.empty(BlockId.general("event", "floor", block), "event", "floor", 0));
            }
            blocks.insertMany(full);
            BlockStore store = new BlockStore(mongo);

            assertIsIndexed(store.withFree("event", "floor"), "by-free");
            assertThat(store.free("event", "floor")).isEmpty();
            String some = BlockId.general("event", "floor", 17);
            blocks.updateOne(new Document("_id", some), new Document("$inc", new Document("free", 3)));
            assertThat(store.free("event", "floor")).isEqualTo(Map.of(some, 3));
            blocks.updateOne(new Document("_id", some), new Document("$inc", new Document("free", -3)));
            assertThat(store.free("event", "floor")).isEmpty();

            blocks.updateMany(
                    new Document(), new Document("$set", new Document("oldest", new Date()).append("held", 1)));
            assertIsFilteredOf(store.withHeld("event", "floor", 8), "by-oldest");
            assertThat(store.held("event", "floor", 8)).isEqualTo(8);
            assertThat(store.held("event", "floor", 2 * BLOCKS)).isEqualTo(BLOCKS);
        }
    }
}
