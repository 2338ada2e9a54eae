package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.holdfast.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each of those whose documents are inserted together gets the answer for its own document. */
@Tag("storage")
class GroupedInsertsIT {
    private static final int IDS = 300;
    private static final int CLAIMANTS = 4;

    private final MongoClient client = MongoClients.create(TestDatabase.shared().uri("inserts"));
    private final MongoCollection<Document> things =
            client.getDatabase("inserts-" + Ids.random()).getCollection("things");
    private final GroupedInserts inserts = new GroupedInserts(things);

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void oneOfThoseThatInsertTheSameIdSucceeds() throws Exception {
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < IDS * CLAIMANTS; i++) {
                int id = i % IDS;
                int claimant = i / IDS;
                answers.add(threads.submit(() -> inserts.insert(thing(id).append("by", claimant)) ? claimant : -1));
            }
        }
        for (int id = 0; id < IDS; id++) {
            List<Integer> winners = new ArrayList<>();
            for (int claimant = 0; claimant < CLAIMANTS; claimant++) {
                int winner = answers.get(claimant * IDS + id).get();
                if (winner >= 0) {
                    winners.add(winner);
                }
            }
            Document stored = things.find(new Document("_id", id)).first();
            assertThat(stored).isNotNull();
            assertThat(winners).as("winners of %d", id).containsExactly(stored.getInteger("by"));
        }
    }

    @Test
    void aDocumentThatTheDatabaseRefusesFailsAlone() throws Exception {
        Set<Integer> refused = new HashSet<>();
        List<Future<Boolean>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < IDS; i++) {
                int id = i;
                if (i % 50 == 7) {
                    refused.add(i);
                }
                // No _id may be a list.
                Document document = refused.contains(i) ? new Document("_id", List.of(i)) : thing(id);
                answers.add(threads.submit(() -> inserts.insert(document)));
            }
        }
        for (int i = 0; i < IDS; i++) {
            Future<Boolean> answer = answers.get(i);
            if (refused.contains(i)) {
                assertThatThrownBy(answer::get).hasCauseInstanceOf(MongoException.class);
            } else {
                // False for one that was written with a refused one, and then tried alone.
                assertThat(answer.get()).isNotNull();
            }
        }
        assertThat(things.countDocuments()).isEqualTo(IDS - refused.size());
    }

    private static Document thing(int id) {
        return new Document("_id", id);
    }
}
