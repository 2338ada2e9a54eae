package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Who asks while the database is being asked shares the next command, and what becomes of its answer. */
class GroupedReadsTests {

    private static final int READERS = 40;

    private final SimulatedDatabase database = new SimulatedDatabase(() -> Instant.EPOCH);
    private final ConcurrentLinkedQueue<Operation> commands = new ConcurrentLinkedQueue<>();
    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final GroupedReads<Name> reads =
            new GroupedReads<>(things(this::perform), Projections.exclude("long"), this::name);

    private record Name(String text, boolean whole) {}

    @Test
    void whatManyAskForAtTheSameTimeIsReadAndMadeOnce() throws Exception {
        things(Effects.NONE)
                .insertMany(List.of(thing("a"), thing("b"), new Document("_id", "unreadable").append("long", "text")));

        FutureTask<Optional<Name>> first = start("a", new ArrayList<>());
        asked.await();
        List<Thread> waiting = new ArrayList<>();
        List<FutureTask<Optional<Name>>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            readers.add(start(i % 2 == 0 ? "a" : "b", waiting));
        }
        FutureTask<Optional<Name>> unreadable = start("unreadable", waiting);
        FutureTask<Optional<Name>> missing = start("missing", waiting);
        for (Thread reader : waiting) {
            while (reader.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        mayAnswer.countDown();

        assertThat(first.get()).contains(new Name("a", false));
        for (int i = 0; i < READERS; i++) {
            assertThat(readers.get(i).get().orElseThrow())
                    .isEqualTo(new Name(i % 2 == 0 ? "a" : "b", false))
                    .isSameAs(readers.get(i % 2).get().orElseThrow());
        }
        assertThat(missing.get()).isEmpty();
        assertThat(commands).hasSize(2);
        assertThat(made)
                .as("one for the first, and one for all others of each document")
                .hasValue(3);
        assertThat(unreadable)
                .as("what cannot be read fails those who want it, and no others")
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(IllegalArgumentException.class);
    }

    private FutureTask<Optional<Name>> start(String id, List<Thread> threads) {
        FutureTask<Optional<Name>> task = new FutureTask<>(() -> reads.find(id));
        Thread thread = new Thread(task);
        threads.add(thread);
        thread.start();
        return task;
    }

    private Name name(Document document) {
        if (!document.containsKey("name")) {
            throw new IllegalArgumentException("no name");
        }
        made.incrementAndGet();
        return new Name(document.getString("name"), document.containsKey("long"));
    }

    private void perform(Operation operation) {
        commands.add(operation);
        asked.countDown();
        try {
            mayAnswer.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        operation.perform();
    }

    private MongoCollection<Document> things(Effects effects) {
        return database.factory("client", effects, "test").getMongoDatabase().getCollection("things");
    }

    private static Document thing(String id) {
        return new Document("_id", id).append("name", id).append("long", "text");
    }
}
