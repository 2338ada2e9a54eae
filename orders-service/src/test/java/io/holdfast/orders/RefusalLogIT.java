package io.holdfast.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import io.holdfast.testkit.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Refusals are kept where a check of the stored data finds them, and only few of them. */
@Tag("storage")
class RefusalLogIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    @Test
    void aSampleOfTheRefusalsOfEachTierIsStored() throws Exception {
        try (RunningOrders orders = new RunningOrders(TestBroker.shared(), 1)) {
            EventState event = orders.publish(
                    new TierState("hall", "Hall", 1000, 3, 10), new TierState("box", "Box", 1000, 1, 10));
            assertThat(orders.order("ada", event.id(), Map.of("hall", 2)).status())
                    .isEqualTo(201);
            Instant before = Instant.now().minusMillis(1);
            for (int i = 0; i < 50; i++) {
                assertThat(orders.order("bob" + i, event.id(), Map.of("hall", 2))
                                .status())
                        .isEqualTo(409);
            }
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(refusals(orders, event)).isNotEmpty());
            List<Document> stored = refusals(orders, event);
            assertThat(stored).hasSizeLessThanOrEqualTo(12).allSatisfy(refusal -> {
                assertThat(refusal.getString("tier")).isEqualTo("hall");
                assertThat(refusal.get("units", Number.class).intValue()).isEqualTo(2);
                assertThat(refusal.get("version", Number.class).longValue()).isEqualTo(event.version());
                assertThat(refusal.getDate("from").toInstant()).isAfter(before);
                assertThat(refusal.getDate("at")).isAfterOrEqualTo(refusal.getDate("from"));
            });
        }
    }

    @Test
    void refusalsOfSeatsAndByLimitsAreStored() throws Exception {
        try (RunningOrders orders = new RunningOrders(TestBroker.shared(), 1)) {
            SalesTerms terms = new SalesTerms(3, true, null, false, null, null);
            SeatingState rows = new SeatingState(List.of(new RowState("A", 5)));
            EventState event = orders.publish(
                    terms,
                    new TierState("hall", "Hall", 1000, 9, 10),
                    new TierState("stalls", "Stalls", 1000, 5, 10, null, rows, 1));
            Map<String, Object> seats = Map.of("tierId", "stalls", "seats", List.of("A-1", "A-2"));
            Map<String, Object> others = Map.of("tierId", "stalls", "seats", List.of("A-2", "A-3"));
            assertThat(order(orders, "ada", event, seats)).isEqualTo(201);
            assertThat(order(orders, "bob", event, others)).isEqualTo(409);
            assertThat(order(orders, "ada", event, Map.of("tierId", "hall", "quantity", 2)))
                    .isEqualTo(409);

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(refusals(orders, event)).hasSize(2));
            assertThat(refusals(orders, event))
                    .anySatisfy(refusal -> {
                        assertThat(refusal.getString("tier")).isEqualTo("stalls");
                        assertThat(refusal.getList("seats", String.class)).containsExactly("A-2");
                    })
                    .anySatisfy(refusal -> {
                        assertThat(refusal).doesNotContainKey("tier").containsEntry("most", 3);
                        assertThat(refusal).containsEntry("units", 2).containsKey("buyer");
                    });
        }
    }

    private static int order(RunningOrders orders, String user, EventState event, Map<String, Object> item) {
        return orders.call("POST", user, "", Map.of("eventId", event.id(), "items", List.of(item)))
                .status();
    }

    private static List<Document> refusals(RunningOrders orders, EventState event) {
        return orders.mongo()
                .getCollection("refusals")
                .find(new Document("event", event.id()))
                .into(new ArrayList<>());
    }
}
