package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each of those whose updates are written together learns what became of its own; and what is read together is up to date. */
@Tag("storage")
class GuardedUpdatesIT {
    private static final int IDS = 200;
    private static final int CLAIMANTS = 4;

    private final MongoClient client = MongoClients.create(TestDatabase.shared().uri("updates"));
    private final MongoCollection<Document> things =
            client.getDatabase("updates-" + Ids.random()).getCollection("things");
    private final GuardedUpdates updates = new GuardedUpdates(things);
    private final GroupedReads<Document> reads = GroupedReads.of(things);

    @BeforeEach
    void insert() {
        things.insertMany(IntStream.range(0, IDS)
                .mapToObj(id -> new Document("_id", id(id)).append("version", 1L))
                .toList());
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void oneOfThoseThatChangeTheSameVersionSucceeds() throws Exception {
        List<Future<Boolean>> answers = atOnce(IDS * CLAIMANTS, i -> claim(i % IDS, i / IDS));
        for (int id = 0; id < IDS; id++) {
            List<Integer> winners = new ArrayList<>();
            for (int claimant = 0; claimant < CLAIMANTS; claimant++) {
                if (answers.get(claimant * IDS + id).get()) {
                    winners.add(claimant);
                }
            }
            assertThat(winners)
                    .as("winners of %d", id)
                    .containsExactly(reads.find(id(id)).orElseThrow().getInteger("by"));
        }
    }

    @Test
    void whatIsReadShowsWhatWasWrittenBefore() throws Exception {
        List<Future<Boolean>> answers = atOnce(
                IDS, id -> claim(id, id) && reads.find(id(id)).orElseThrow().getInteger("by") == id);
        for (Future<Boolean> answer : answers) {
            assertThat(answer.get()).isTrue();
        }
        assertThat(reads.find("another")).isEmpty();
    }

    @Test
    void anUpdateOfSomethingThatDoesNotExistMakesNothing() {
        assertThat(updates.update(new Document("_id", "another"), set(new Document("by", 1))))
                .isFalse();
        assertThat(things.countDocuments()).isEqualTo(IDS);
    }

    /** Those that were written with it are tried alone, and find by their marks that they were made already. */
    @Test
    void anUpdateThatTheDatabaseRefusesFailsAlone() throws Exception {
        List<Future<Boolean>> answers = atOnce(IDS, id -> id % 50 == 7 ? claimWrongly(id) : claim(id, id));
        for (int id = 0; id < IDS; id++) {
            Future<Boolean> answer = answers.get(id);
            if (id % 50 == 7) {
                assertThatThrownBy(answer::get).hasCauseInstanceOf(MongoException.class);
            } else {
                assertThat(answer.get()).as("answer of %d", id).isTrue();
                assertThat(reads.find(id(id)).orElseThrow()).containsEntry("by", id);
            }
        }
    }

    private boolean claim(int id, int claimant) {
        return updates.update(firstVersion(id), set(new Document("by", claimant).append("version", 2L)));
    }

    private boolean claimWrongly(int id) {
        // The id of a document cannot be changed.
        return updates.update(firstVersion(id), set(new Document("_id", "other").append("version", 2L)));
    }

    private static Document firstVersion(int id) {
        return new Document("_id", id(id)).append("version", 1L);
    }

    private static Document set(Document fields) {
        return new Document("$set", fields);
    }

    private static String id(int id) {
        return "thing-%03d".formatted(id);
    }

    private interface Attempt {
        boolean of(int number);
    }

    private static List<Future<Boolean>> atOnce(int count, Attempt attempt) {
        List<Future<Boolean>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                int number = i;
                answers.add(threads.submit(() -> attempt.of(number)));
            }
        }
        return answers;
    }
}
