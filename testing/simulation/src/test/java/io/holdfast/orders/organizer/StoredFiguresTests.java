package io.holdfast.orders.organizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.holdfast.orders.organizer.EventFigures.Group;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

class StoredFiguresTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOW).factory("orders", Effects.NONE, "orders"));
    private final EventFigures figures = new EventFigures(mongo, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void aBuyerHasTheMoneyBackByRefundsOrFromTheBank() {
        refunded("refunded", 2500, null, 0);
        refunded("on its way", 0, null, 0);
        refunded("lost", 0, "LOST", 2500);
        refunded("partly refunded, and lost", 1000, "LOST", 1500);
        refunded("lost in part", 0, "LOST", 2499);
        refunded("open", 0, "OPEN", 2500);
        refunded("won", 0, "WON", 2500);
        refunded("lost in two disputes", 0, "LOST", 1500);
        reported("lost in two disputes", 2500, 3);
        refunded("one of two was won, by a release that knows of one", 0, "LOST", 1500);
        reported("one of two was won, by a release that knows of one", 2500, 2);

        List<Group> groups = figures.of("event1").groups();

        assertThat(groups).singleElement().satisfies(group -> {
            assertThat(group.orders()).isEqualTo(9);
            assertThat(group.ordersPaidBack()).isEqualTo(4);
        });
    }

    /** All disputes, by this version of the payment, of which the order knows the third. */
    private void reported(String id, long lost, long version) {
        mongo.getCollection("orders")
                .updateOne(
                        Filters.eq("_id", id),
                        Updates.combine(
                                Updates.set("disputesLost", lost),
                                Updates.set("disputesVersion", version),
                                Updates.set("moneyBackVersion", 3L)));
    }

    private void refunded(String id, long moneyBack, @Nullable String dispute, long disputed) {
        Document order = new Document("_id", id)
                .append("eventId", "event1")
                .append("status", "REFUNDED")
                .append("reason", "event-cancelled")
                .append("tickets", List.of())
                .append("lines", List.of())
                .append("admitted", 0)
                .append("total", 2500L)
                .append("refunded", 2500L)
                .append("completedAt", Date.from(NOW))
                .append("moneyBack", moneyBack);
        if (dispute != null) {
            order.append("dispute", new Document("amount", disputed).append("status", dispute));
        }
        mongo.getCollection("orders").insertOne(order);
    }
}
