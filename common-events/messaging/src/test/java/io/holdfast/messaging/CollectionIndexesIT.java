package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A start creates the indexes that are missing, and drops those of an earlier release that they replace. */
@Tag("storage")
class CollectionIndexesIT {

    private static final CollectionIndexes BEFORE = CollectionIndexes.of(
            "things",
            new IndexModel(Indexes.ascending("due"), new IndexOptions().sparse(true)),
            new IndexModel(Indexes.ascending("at")));
    private static final CollectionIndexes NOW = CollectionIndexes.of(
                    "things", CollectionIndexes.partial("due", "due"), new IndexModel(Indexes.ascending("at")))
            .replacing("due_1");

    @Test
    void anIndexThatIsReplacedIsDroppedByReplicasThatStartTogether() throws Exception {
        String name = "indexes-" + Ids.random();
        try (MongoClient client = MongoClients.create(TestDatabase.shared().uri(name));
                ExecutorService replicas = Executors.newVirtualThreadPerTaskExecutor()) {
            MongoDatabase database = client.getDatabase(name);
            BEFORE.create(database);
            assertThat(indexes(database)).containsExactlyInAnyOrder("_id_", "due_1", "at_1");

            List<Future<?>> starts = new ArrayList<>();
            for (int replica = 0; replica < 3; replica++) {
                starts.add(replicas.submit(() -> NOW.create(database)));
            }
            for (Future<?> start : starts) {
                start.get();
            }
            assertThat(indexes(database)).containsExactlyInAnyOrder("_id_", "due", "at_1");
        }
    }

    @Test
    void whereThereIsNothingToReplaceNothingIsDropped() {
        String name = "indexes-" + Ids.random();
        try (MongoClient client = MongoClients.create(TestDatabase.shared().uri(name))) {
            MongoDatabase database = client.getDatabase(name);
            Stream.of(1, 2).forEach(start -> NOW.create(database));
            assertThat(indexes(database)).containsExactlyInAnyOrder("_id_", "due", "at_1");
        }
    }

    private static List<String> indexes(MongoDatabase database) {
        return database.getCollection("things")
                .listIndexes()
                .map(index -> index.getString("name"))
                .into(new ArrayList<>());
    }
}
