package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOneModel;
import io.holdfast.contracts.TierAvailability;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.Ids;
import io.holdfast.testkit.TestDatabase;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Counting the blocks of a large tier, and changing its capacity, while units are claimed from it. */
@Tag("storage")
class CapacityScanIT {

    /** More blocks than are read together, so that claims come between two reads of a scan. */
    private static final int CAPACITY = 660_000;

    private static final int BLOCKS = (CAPACITY + BlockId.SIZE - 1) / BlockId.SIZE;
    private static final int CLAIMED_TOGETHER = 64;

    private MongoClient client;
    private MongoCollection<Document> collection;
    private BlockStore blocks;
    private TierCounter counter;
    private CapacityChanger capacity;

    @BeforeEach
    void create() {
        String database = "scan-" + Ids.random();
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(
                        new ConnectionString(TestDatabase.shared().uri(database)))
                .timeout(1, TimeUnit.MINUTES)
                .build());
        MongoTemplate mongo = new MongoTemplate(client, database);
        collection = mongo.getCollection(BlockStore.COLLECTION);
        // An index of earlier releases, which a claim changes: it may exist, and must not be used.
        collection.createIndex(Indexes.ascending("event", "tier", "free"), new IndexOptions().name("free"));
        new InventoryConfiguration()
                .blockIndexes()
                .indexes()
                .forEach(index -> collection.createIndex(index.getKeys(), index.getOptions()));
        blocks = new BlockStore(mongo);
        counter = new TierCounter(blocks, _ -> Optional.empty(), mongo);
        capacity = new CapacityChanger(new BlockSizeStore(blocks, mongo, Clock.systemUTC()));
        capacity.apply("event", floor(CAPACITY), 2);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void everyBlockIsCountedOnceAndAPlanCarriedOutAgainChangesNothing() throws Exception {
        long before = blocksOfPlan(2);
        whileUnitsAreClaimed(() -> {
            for (int i = 0; i < 4; i++) {
                assertThat(capacity.apply("event", floor(CAPACITY), 2)).isEqualTo(Optional.empty());
                assertThat(counter.count("event").tiers())
                        .extracting(TierAvailability::capacity)
                        .containsExactly(CAPACITY);
                assertThat(blocks.free("event", "floor"))
                        .as("blocks with free units: far fewer than 64 of each are claimed")
                        .hasSize(BLOCKS);
            }
        });
        assertThat(blocksOfPlan(2)).isEqualTo(before);
    }

    @Test
    void aPlanIsMetExactlyWhileUnitsAreClaimed() throws Exception {
        whileUnitsAreClaimed(() -> {
            long number = 4;
            for (int units : new int[] {CAPACITY + 900, CAPACITY - 900, CAPACITY + 100_000}) {
                assertThat(capacity.apply("event", floor(units), number)).isEqualTo(Optional.empty());
                assertThat(counter.count("event").tiers())
                        .extracting(TierAvailability::capacity)
                        .containsExactly(units);
                number += 2;
            }
        });
    }

    private long blocksOfPlan(long number) {
        return collection.countDocuments(new Document("plan", number).append("latestPlan", number));
    }

    private void whileUnitsAreClaimed(Runnable action) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Thread buyers = Thread.ofPlatform().start(() -> {
            Random random = new Random(3);
            while (!over.get()) {
                collection.bulkWrite(
                        Stream.generate(() -> random.nextInt(BLOCKS))
                                .limit(CLAIMED_TOGETHER)
                                .distinct()
                                .map(CapacityScanIT::claimOne)
                                .sorted((one, other) -> id(one).compareTo(id(other)))
                                .toList(),
                        new BulkWriteOptions().ordered(false));
            }
        });
        try {
            action.run();
        } finally {
            over.set(true);
            buyers.join();
        }
    }

    private static String id(UpdateOneModel<Document> update) {
        return ((Document) update.getFilter()).getString("_id");
    }

    private static UpdateOneModel<Document> claimOne(int block) {
        return new UpdateOneModel<>(
                new Document("_id", BlockId.general("event", "floor", block)).append("free", new Document("$gte", 1)),
                new Document("$inc", new Document("free", -1).append("held", 1).append("version", 1L))
                        .append("$currentDate", new Document("taken", true)));
    }

    private static TierState floor(int units) {
        return new TierState("floor", "Floor", 1000, units, 10);
    }
}
