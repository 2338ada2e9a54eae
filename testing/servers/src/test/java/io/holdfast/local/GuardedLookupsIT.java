package io.holdfast.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guarded updates in the embedded database are correct, and not slower in a large collection. */
class GuardedLookupsIT {
    private static final int DOCUMENTS = 20_000;

    @TempDir
    private Path directory;

    @Test
    void guardedUpdatesDoNotReadTheWholeCollection() {
        EmbeddedDatabase database = EmbeddedDatabase.start(directory, 0);
        try (MongoClient client = MongoClients.create(database.uri("test") + "?retryWrites=false")) {
            MongoCollection<Document> things = client.getDatabase("test").getCollection("things");
            things.createIndex(Indexes.ascending("name"), new IndexOptions().unique(true));
            things.insertMany(IntStream.range(0, DOCUMENTS)
                    .mapToObj(
                            i -> new Document("_id", i).append("name", "n" + i).append("version", 1))
                    .toList());

            // In turn, so that what else the machine does slows down both.
            Duration guarded = Duration.ZERO;
            Duration scans = Duration.ZERO;
            for (int each = 0; each < 150; each++) {
                int i = each;
                guarded = guarded.plus(timeOf(() -> {
                    assertThat(update(things, new Document("_id", i).append("version", 1)))
                            .isEqualTo(1);
                    assertThat(update(things, new Document("_id", i).append("version", 1)))
                            .isZero();
                    assertThat(update(things, Filters.and(Filters.eq("name", "n" + i), Filters.eq("version", 2))))
                            .isEqualTo(1);
                }));
                scans = scans.plus(timeOf(() ->
                        assertThat(update(things, Filters.eq("version", -1))).isZero()));
            }
            assertThat(guarded).as("450 guarded updates, beside 150 scans").isLessThan(scans);

            Bson some = Filters.and(Filters.in("_id", List.of(1, 2, 5000, -1)), Filters.eq("version", 3));
            assertThat(things.find(some).map(thing -> thing.getInteger("_id"))).containsExactlyInAnyOrder(1, 2);
            assertThat(things.countDocuments(Filters.and(Filters.gt("_id", 19_990), Filters.eq("version", 1))))
                    .isEqualTo(9);
            assertThat(things.find(Filters.or(Filters.eq("_id", 7), Filters.eq("_id", 8))))
                    .hasSize(2);
        } finally {
            database.stop();
        }
    }

    private static Duration timeOf(Runnable work) {
        Instant began = Instant.now();
        work.run();
        return Duration.between(began, Instant.now());
    }

    private static long update(MongoCollection<Document> things, Bson guard) {
        return things.updateOne(guard, Updates.inc("version", 1)).getModifiedCount();
    }
}
