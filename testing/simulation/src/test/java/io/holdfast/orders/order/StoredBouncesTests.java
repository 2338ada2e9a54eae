package io.holdfast.orders.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Instant;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** An order shows that a mail about it came back until a later one arrives. */
class StoredBouncesTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOON).factory("orders", Effects.NONE, "orders"));
    private final OrderBounces bounces = new OrderBounces(mongo);

    @Test
    void onlyWhatWasSentLaterTellsThatMailsArriveAgain() {
        mongo.getCollection(OrderStore.COLLECTION).insertOne(new Document("_id", "order1"));
        bounces.note("order1", NOON);

        // Two mails were under way, and one of them arrived.
        bounces.forget("order1", NOON.minusSeconds(1));
        assertThat(bounces.find(List.of("order1"))).containsEntry("order1", NOON);

        bounces.forget("order1", NOON.plusSeconds(1));
        assertThat(bounces.find(List.of("order1"))).isEmpty();
    }
}
