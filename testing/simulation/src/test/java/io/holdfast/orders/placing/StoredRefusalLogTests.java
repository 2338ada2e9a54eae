package io.holdfast.orders.placing;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The sample of refusals does not grow for ever. */
class StoredRefusalLogTests {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOON).factory("orders", Effects.NONE, "orders"));
    private final MongoCollection<Document> stored = mongo.getCollection(RefusalLog.COLLECTION);
    private final RefusalLog log = new RefusalLog(mongo, Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void onlyWhatIsOldIsForgotten() {
        store("old", NOON.minus(DAY).minusMillis(1), 1);
        store("young", NOON.minus(DAY), 1);

        assertThat(log.deleteOlder(NOON.minus(DAY))).isFalse();
        assertThat(stored.find().map(refusal -> refusal.getString("_id"))).containsExactly("young0000");
    }

    /** A statement about all of them could take longer than the database allows. */
    @Test
    void thoseOfManyEventsAreForgottenPartByPart() {
        store("old", NOON.minus(DAY), 2_500);

        assertThat(log.deleteOlder(NOON)).isTrue();
        assertThat(stored.countDocuments()).isEqualTo(1_500);
        assertThat(log.deleteOlder(NOON)).isTrue();
        assertThat(log.deleteOlder(NOON)).isFalse();
        assertThat(stored.countDocuments()).isZero();
    }

    private void store(String name, Instant at, int count) {
        stored.insertMany(IntStream.range(0, count)
                .mapToObj(i -> new Document("_id", name + "%04d".formatted(i)).append("at", Date.from(at)))
                .toList());
    }
}
