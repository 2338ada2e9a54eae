package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import io.holdfast.messaging.Ids;
import io.holdfast.testkit.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Searching all holds for abandoned ones, in a process that has far less memory than they would take up. A million of them, with the heap
 * of the overlay {@code prod}:
 *
 * <pre>./mvnw verify -pl orders-service -am -Dit.test=HealingMemoryIT -Dhealing.blocks=15625 -Dhealing.memory=256m -Dtest=NoSuch \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false</pre>
 */
class HealingMemoryIT {

    private static final int BLOCKS = Integer.getInteger("healing.blocks", 5_000);
    private static final String MEMORY = "-Xmx" + System.getProperty("healing.memory", "48m");

    @Test
    void takesUpLittleMemoryHoweverManyUnitsAreHeld() throws Exception {
        String uri = TestDatabase.shared().uri("healing-" + Ids.random());
        try (MongoClient client = MongoClients.create(uri)) {
            fill(new MongoTemplate(client, databaseOf(uri)).getCollection(BlockStore.COLLECTION));
        }

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        MEMORY,
                        "-cp",
                        System.getProperty("java.class.path"),
                        VisitHolds.class.getName(),
                        uri)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("%d holds".formatted(BLOCKS * BlockId.SIZE));
        System.out.print(output);
    }

    private static void fill(MongoCollection<Document> blocks) {
        Date since = Date.from(Instant.now());
        List<Document> some = new ArrayList<>();
        for (int block = 0; block < BLOCKS; block++) {
            Document holders = new Document();
            for (int unit = 0; unit < BlockId.SIZE; unit++) {
                holders.append(Ids.random(), new Document("units", 1).append("since", since));
            }
            some.add(BlockDocuments.empty(BlockId.general("event", "floor", block), "event", "floor", BlockId.SIZE)
                    .append("free", 0)
                    .append("held", BlockId.SIZE)
                    .append("taken", since)
                    .append("holders", holders));
            if (some.size() == 500 || block == BLOCKS - 1) {
                blocks.insertMany(some);
                some.clear();
            }
        }
    }

    static String databaseOf(String uri) {
        return Objects.requireNonNull(new ConnectionString(uri).getDatabase());
    }

    /** The process with little memory. */
    static final class VisitHolds {

        private VisitHolds() {}

        public static void main(String[] arguments) throws Exception {
            String uri = arguments[0];
            try (MongoClient client = MongoClients.create(MongoClientSettings.builder()
                    .applyConnectionString(new ConnectionString(uri))
                    .timeout(1, TimeUnit.MINUTES)
                    .build())) {
                BlockStore blocks = new BlockStore(new MongoTemplate(client, databaseOf(uri)));
                int[] holds = {0};
                long began = System.nanoTime();
                blocks.visitHeld(null, (blockId, holders, isDated) -> holds[0] += holders.size());
                System.out.printf("%d holds in %d ms%n", holds[0], (System.nanoTime() - began) / 1_000_000);
            }
        }
    }
}
