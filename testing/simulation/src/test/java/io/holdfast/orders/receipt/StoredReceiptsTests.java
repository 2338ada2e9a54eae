package io.holdfast.orders.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import io.holdfast.contracts.SellerState;
import io.holdfast.orders.inventory.BuyersFirst;
import io.holdfast.orders.receipt.Receipt.Kind;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.Failures;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Numbers of receipts have no gaps and are drawn once, whatever becomes of the writes that draw them. */
class StoredReceiptsTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final SellerState HALL =
            new SellerState("Hall Ltd", "High Street 1", null, "York", "GB", null, "hall@example.org", false);

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOW);

    StoredReceiptsTests() {
        MongoTemplate mongo = new MongoTemplate(database.factory("start", Effects.NONE, "orders"));
        ReceiptStore.indexes()
                .indexes()
                .forEach(index ->
                        mongo.getCollection(ReceiptStore.COLLECTION).createIndex(index.getKeys(), index.getOptions()));
    }

    private ReceiptStore store(Effects effects) {
        return new ReceiptStore(new MongoTemplate(database.factory("orders", effects, "orders")), new BuyersFirst());
    }

    private static Receipt draft(String seller, Kind kind, String fact) {
        return new Receipt(
                seller, kind, 0, fact, fact, "event", "Quartet", NOW, HALL, "Ada", null, "EUR", List.of(), 100,
                List.of(), null);
    }

    @Test
    void eachSellerAndKindCountsFromOne() {
        ReceiptStore receipts = store(Effects.NONE);
        assertThat(receipts.issue(draft("ova", Kind.RECEIPT, "a")).name()).isEqualTo("R-000001");
        assertThat(receipts.issue(draft("ova", Kind.RECEIPT, "b")).name()).isEqualTo("R-000002");
        assertThat(receipts.issue(draft("ova", Kind.CREDIT_NOTE, "c")).name()).isEqualTo("C-000001");
        assertThat(receipts.issue(draft("ivo", Kind.RECEIPT, "d")).name()).isEqualTo("R-000001");
    }

    @Test
    void whatIsAskedForAgainIsFound() {
        Receipt first = store(Effects.NONE).issue(draft("ova", Kind.RECEIPT, "a"));
        assertThat(store(Effects.NONE).issue(draft("ova", Kind.RECEIPT, "a"))).isEqualTo(first);
    }

    /** The insert takes effect, and its answer is lost with the process: another one asks again. */
    @Test
    void whoIsKilledAfterTheInsertHasDrawnTheNumber() {
        ReceiptStore killed = store(operation -> {
            operation.perform();
            if (operation.name().equals("insert")) {
                throw Failures.connectionReset();
            }
        });
        assertFails(killed, draft("ova", Kind.RECEIPT, "a"));

        ReceiptStore other = store(Effects.NONE);
        assertThat(other.issue(draft("ova", Kind.RECEIPT, "b")).number()).isEqualTo(2);
        assertThat(other.issue(draft("ova", Kind.RECEIPT, "a")).number()).isEqualTo(1);
    }

    /** Another replica draws the number between the read and the insert of this one. */
    @Test
    void whoIsOvertakenDrawsTheNextNumber() {
        List<String> overtaken = new ArrayList<>(List.of("x", "y"));
        ReceiptStore slow = store(operation -> {
            if (operation.name().equals("insert") && !overtaken.isEmpty()) {
                store(Effects.NONE).issue(draft("ova", Kind.RECEIPT, overtaken.removeFirst()));
            }
            operation.perform();
        });
        assertThat(slow.issue(draft("ova", Kind.RECEIPT, "a")).number()).isEqualTo(3);
        assertNoGaps();
    }

    /** The same receipt is issued by another replica between the read and the insert of this one. */
    @Test
    void ofOneFactThereIsOneReceipt() {
        List<String> overtaken = new ArrayList<>(List.of("z", "a"));
        ReceiptStore slow = store(operation -> {
            if (operation.name().equals("insert")) {
                while (!overtaken.isEmpty()) {
                    store(Effects.NONE).issue(draft("ova", Kind.RECEIPT, overtaken.removeFirst()));
                }
            }
            operation.perform();
        });
        assertThat(slow.issue(draft("ova", Kind.RECEIPT, "a")).number()).isEqualTo(2);
        assertThat(stored()).hasSize(2);
        assertNoGaps();
    }

    /** Two replicas that insert the same numbers in different orders would wait for each other. */
    @Test
    void receiptsOfSeveralSellersAreInsertedInTheSameOrderByEveryReplica() throws InterruptedException {
        List<String> inserted = new ArrayList<>();
        ReceiptStore receipts = store(operation -> {
            if (operation.name().equals("insert")) {
                operation
                        .request()
                        .getArray("documents")
                        .forEach(document -> inserted.add(
                                document.asDocument().getString("fact").getValue()));
            }
            operation.perform();
        });

        List<Receipt> issued = receipts.issueAll(List.of(
                draft("ova", Kind.RECEIPT, "b"),
                draft("ivo", Kind.RECEIPT, "d"),
                draft("ova", Kind.RECEIPT, "a"),
                draft("ivo", Kind.CREDIT_NOTE, "c")));

        assertThat(issued).extracting(Receipt::fact).containsExactly("b", "d", "a", "c");
        assertThat(issued).extracting(Receipt::number).containsExactly(1L, 1L, 2L, 1L);
        assertThat(inserted).as("book after book").containsExactly("c", "d", "b", "a");
    }

    /** The database ends one of two inserts that met, which has written nothing. */
    @Test
    void anInsertThatMetAnotherOneIsMadeAgain() {
        List<Integer> conflicts = new ArrayList<>(List.of(112, 16_908_292));
        ReceiptStore receipts = store(operation -> {
            if (operation.name().equals("insert") && !conflicts.isEmpty()) {
                throw new MongoBulkWriteException(
                        BulkWriteResult.acknowledged(0, 0, 0, 0, List.of(), List.of()),
                        List.of(new BulkWriteError(
                                conflicts.removeFirst(), "deadlock detected", new BsonDocument(), 0)),
                        null,
                        new ServerAddress(),
                        Set.of());
            }
            operation.perform();
        });

        assertThat(receipts.issue(draft("ova", Kind.RECEIPT, "a")).number()).isEqualTo(1);
        assertNoGaps();
    }

    /** Many at once at three replicas, whose writes are lost, cut off and left without an answer: each is asked for until it is there. */
    @Test
    void numbersHaveNoGapsWhateverFails() throws Exception {
        for (int seed = 0; seed < 40; seed++) {
            SimulatedDatabaseRun run = new SimulatedDatabaseRun(seed);
            run.issueAll();
        }
    }

    private static final class SimulatedDatabaseRun {

        private final StoredReceiptsTests world = new StoredReceiptsTests();
        private final Random random;

        SimulatedDatabaseRun(int seed) {
            this.random = new Random(seed);
        }

        private synchronized int between(int least, int most) {
            return random.nextInt(least, most + 1);
        }

        private void disturb(Operation operation) {
            int fate = operation.isWrite() ? between(0, 9) : 9;
            if (fate == 0) {
                throw Failures.unreachable();
            }
            if (fate == 1) {
                for (int steps = between(0, 4); steps > 0; steps--) {
                    operation.step();
                }
                throw Failures.connectionReset();
            }
            if (fate == 2) {
                operation.perform();
                throw Failures.readTimeout();
            }
            while (operation.step()) {
                Thread.yield();
            }
        }

        private void issueAll() throws Exception {
            List<ReceiptStore> replicas =
                    List.of(world.store(this::disturb), world.store(this::disturb), world.store(this::disturb));
            List<Future<?>> all = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 60; i++) {
                    int fact = i % 40;
                    Receipt draft = draft(
                            fact % 5 == 0 ? "ivo" : "ova",
                            fact % 7 == 0 ? Kind.CREDIT_NOTE : Kind.RECEIPT,
                            "fact-" + fact);
                    ReceiptStore replica = replicas.get(i % 3);
                    all.add(threads.submit(() -> issue(replica, draft)));
                }
            }
            for (Future<?> each : all) {
                each.get();
            }
            assertThat(world.stored()).hasSize(40);
            world.assertNoGaps();
        }

        private static void issue(ReceiptStore replica, Receipt draft) {
            while (true) {
                try {
                    replica.issue(draft);
                    return;
                } catch (CompletionException e) {
                    assertThat(e.getCause()).isInstanceOf(MongoException.class);
                }
            }
        }
    }

    private static void assertFails(ReceiptStore store, Receipt draft) {
        try {
            store.issue(draft);
        } catch (CompletionException e) {
            return;
        }
        throw new AssertionError("It was issued");
    }

    private List<BsonDocument> stored() {
        return database.documents("orders", ReceiptStore.COLLECTION);
    }

    private void assertNoGaps() {
        Map<String, List<Long>> numbers = new HashMap<>();
        Set<String> facts = new HashSet<>();
        for (BsonDocument receipt : stored()) {
            numbers.computeIfAbsent(receipt.getString("book").getValue(), book -> new ArrayList<>())
                    .add(receipt.getInt64("number").getValue());
            assertThat(facts.add(receipt.getString("fact").getValue())).isTrue();
        }
        numbers.forEach((book, drawn) -> {
            long[] sorted = drawn.stream().mapToLong(Long::longValue).sorted().toArray();
            long[] wanted = new long[sorted.length];
            Arrays.setAll(wanted, index -> index + 1L);
            assertThat(sorted).as(book).isEqualTo(wanted);
        });
    }
}
