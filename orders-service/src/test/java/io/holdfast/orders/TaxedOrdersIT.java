package io.holdfast.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.PriceParts;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.testkit.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Orders with tax and fees: what is shown, held, charged and given back is the same to the cent. */
@Tag("storage")
class TaxedOrdersIT {

    private static final TierState FLOOR =
            new TierState("floor", "Floor", 3149, 10, 10, null, null, 1, new PriceParts(174, 503, 1900, 0));
    private static final TierState BOOK =
            new TierState("book", "Book", 1197, 10, 10, null, null, 1, new PriceParts(127, 78, 700, 0));
    private static final TierState PLAIN = new TierState("plain", "Plain", 500, 10, 10);

    private static TestBroker broker;
    private static RunningOrders orders;

    private final String buyer = "buyer-" + Ids.random();

    @BeforeAll
    static void start() {
        broker = TestBroker.start();
        orders = new RunningOrders(broker, 2);
    }

    @AfterAll
    static void stop() {
        orders.close();
        broker.stop();
    }

    @Test
    void anOrderKeepsWhatItsTicketsCostWhenItWasHeld() {
        EventState event = orders.publish(FLOOR, BOOK, PLAIN);
        Answer held = orders.order(buyer, event.id(), Map.of("floor", 2, "book", 1, "plain", 1));
        assertThat(held.status()).isEqualTo(201);
        assertThat(held.body().path("total").asLong()).isEqualTo(2 * 3149 + 1197 + 500);

        JsonNode bill = orders.get(buyer, "/" + held.id()).body().path("bill");
        assertThat(bill.toString())
                .isEqualTo(
                        "{\"total\":7995,\"fees\":475,\"net\":6911,\"taxes\":[{\"rate\":700,\"net\":1119,\"tax\":78},"
                                + "{\"rate\":1900,\"net\":5292,\"tax\":1006}]}");
        JsonNode item = itemOf("floor", held.body());
        assertThat(item.path("unitPrice").asLong()).isEqualTo(3149);
        assertThat(item.path("unitFee").asLong()).isEqualTo(174);
        assertThat(item.path("unitTax").asLong()).isEqualTo(503);
        assertThat(item.path("taxRate").asInt()).isEqualTo(1900);
        assertThat(itemOf("plain", held.body()).path("taxRate").isNull()).isTrue();
    }

    @Test
    void aTicketSoldBackReturnsItsFeeAndTaxAndTheSharesAddUp() {
        EventState event = orders.publish(FLOOR, BOOK, PLAIN);
        Answer held = orders.order(buyer, event.id(), Map.of("floor", 2, "book", 1));
        orders.authorize(held.body(), Instant.now());
        await().atMost(Duration.ofMinutes(1)).until(() -> status(held.id()).equals("COMPLETED"));
        JsonNode tickets = orders.get(buyer, "/" + held.id() + "/tickets").body();

        long before = 0;
        for (JsonNode ticket : tickets) {
            Answer sold = orders.call(
                    "POST",
                    buyer,
                    "/sell",
                    Map.of(
                            "orderId",
                            held.id(),
                            "tickets",
                            List.of(ticket.path("id").asString())));
            assertThat(sold.status()).isEqualTo(200);
            long due = sold.body().path("refunded").asLong();
            assertThat(due - before).isEqualTo(ticket.path("tierId").asString().equals("floor") ? 3149 : 1197);
            before = due;
        }
        assertThat(before).isEqualTo(held.body().path("total").asLong());
        assertThat(status(held.id())).isEqualTo("SOLD_BACK");
    }

    private String status(String id) {
        return orders.get(buyer, "/" + id).body().path("status").asString();
    }

    private static JsonNode itemOf(String tier, JsonNode order) {
        return order.path("items")
                .valueStream()
                .filter(item -> item.path("tierId").asString().equals(tier))
                .findFirst()
                .orElseThrow();
    }
}
