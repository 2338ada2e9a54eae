package io.holdfast.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.TierState;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.orders.RunningOrders.Counts;
import io.holdfast.testkit.TestBroker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A replica whose clock is far behind: its claims do not look abandoned to others, and it takes no claims of others for abandoned. */
@Tag("storage")
@ExtendWith(OutputCaptureExtension.class)
class ClockSkewIT {

    private static final Duration BEHIND = Duration.ofSeconds(50);

    @Test
    void claimsAreDatedByTheDatabaseAndNoneIsVoidedByAWrongClock(CapturedOutput output) {
        try (RunningOrders orders = new RunningOrders(
                TestBroker.shared(), 0, "holdfast.orders.healing=200ms", "holdfast.orders.abandoned-after=5s")) {
            orders.startReplica(Clock.offset(Clock.systemUTC(), BEHIND.negated()));
            EventState event = orders.publish(new TierState("hall", "Hall", 1000, 10, 10));
            Instant before = Instant.now();

            Answer placed = orders.order("ada", event.id(), Map.of("hall", 1));

            assertThat(placed.status()).isEqualTo(201);
            MongoCollection<Document> blocks = orders.mongo().getCollection("blocks");
            Document holder = blocks.find(new Document("event", event.id()))
                    .first()
                    .get("holders", Document.class)
                    .get(placed.id(), Document.class);
            assertThat(holder.getDate("since").toInstant()).isAfter(before.minusSeconds(5));

            leaveClaimWithoutOrder(blocks, event);
            await().until(() -> output.toString().contains("No search for abandoned claims"));
            assertThat(free(blocks, event)).isEqualTo(8);

            orders.startReplica();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(9, 1, 0)));
        }
    }

    private static void leaveClaimWithoutOrder(MongoCollection<Document> blocks, EventState event) {
        Document holder =
                new Document("units", 1).append("since", Date.from(Instant.now().minusSeconds(600)));
        blocks.updateOne(
                new Document("event", event.id()).append("free", new Document("$gte", 1)),
                new Document("$set", new Document("holders.abandoned", holder))
                        .append("$inc", new Document("free", -1).append("held", 1)));
    }

    private static int free(MongoCollection<Document> blocks, EventState event) {
        return blocks.find(new Document("event", event.id())).first().getInteger("free");
    }
}
