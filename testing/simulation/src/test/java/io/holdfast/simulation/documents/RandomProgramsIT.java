package io.holdfast.simulation.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.holdfast.simulation.documents.RandomDocuments.Reach;
import io.holdfast.simulation.documents.RandomProgram.Step;
import io.holdfast.testkit.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random programs do the same to a real database and to the simulated one: each answer, each error and each state of the collection is
 * compared. The system properties {@code holdfast.programs.from} (a seed) and {@code holdfast.programs.count} choose others.
 */
@Tag("storage")
class RandomProgramsIT {

    private static final long FROM = Long.getLong("holdfast.programs.from", 1);
    private static final int PROGRAMS = Integer.getInteger("holdfast.programs.count", 60);
    private static final int STEPS = 30;

    private final String name = "programs-" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
    private final MongoClient client = MongoClients.create(MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(TestDatabase.shared().uri(name)))
            .retryWrites(false)
            .build());
    private final MongoClient simulation = new SimulatedDatabase(() -> Instant.EPOCH).client("programs", Effects.NONE);

    @AfterEach
    void close() {
        client.getDatabase(name).drop();
        client.close();
    }

    @Test
    void programsAnswerAlike() {
        compare("things", reach());
    }

    @Test
    void programsAnswerAlikeWhereAUniqueIndexForbidsSomething() {
        Reach reach = reach();
        for (MongoClient each : List.of(client, simulation)) {
            IndexOptions options = new IndexOptions().unique(true);
            each.getDatabase(name)
                    .getCollection("unique")
                    .createIndex(
                            Indexes.ascending("code"),
                            reach == Reach.WHOLE ? options.partialFilterExpression(Filters.exists("code")) : options);
        }
        compare("unique", reach);
    }

    /** The embedded database knows no partial indexes: it takes a second document without the field for a duplicate. */
    private Reach reach() {
        MongoCollection<Document> probe = client.getDatabase(name).getCollection("probe");
        probe.createIndex(
                Indexes.ascending("x"), new IndexOptions().unique(true).partialFilterExpression(Filters.exists("x")));
        try {
            probe.insertMany(List.of(new Document("_id", "a"), new Document("_id", "b")));
            return Reach.WHOLE;
        } catch (MongoBulkWriteException e) {
            return Reach.COMMON;
        }
    }

    private void compare(String collection, Reach reach) {
        MongoCollection<BsonDocument> real = client.getDatabase(name).getCollection(collection, BsonDocument.class);
        MongoCollection<BsonDocument> simulated =
                simulation.getDatabase(name).getCollection(collection, BsonDocument.class);
        for (long seed = FROM; seed < FROM + PROGRAMS; seed++) {
            real.deleteMany(new BsonDocument());
            simulated.deleteMany(new BsonDocument());
            compare(new RandomProgram(new Random(seed), reach), real, simulated, seed);
        }
    }

    private static void compare(
            RandomProgram program,
            MongoCollection<BsonDocument> real,
            MongoCollection<BsonDocument> simulated,
            long seed) {
        for (int i = 0; i < STEPS; i++) {
            Step step = program.next();
            List<String> before = state(simulated);
            String expected = step.run().apply(real);
            String what = "seed %d, step %d: %s%n  before: %s".formatted(seed, i, step.text(), before);
            String simulatedAnswer = step.run().apply(simulated);
            if (!step.atomic() && expected.startsWith("error")) {
                // Which document it met first, and what it changed before, is not promised.
                assertThat(simulatedAnswer).as(what).startsWith("error");
                return;
            }
            assertThat(simulatedAnswer).as(what).isEqualTo(expected);
            assertThat(state(simulated)).as(what).isEqualTo(state(real));
        }
    }

    private static List<String> state(MongoCollection<BsonDocument> collection) {
        return collection
                .find()
                .sort(Indexes.ascending("_id"))
                .map(RandomProgram::text)
                .into(new ArrayList<>());
    }
}
