package io.holdfast.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.orders.RunningOrders.Counts;
import io.holdfast.testkit.TestBroker;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders by HTTP and messages. */
@Tag("storage")
class OrdersIT {

    private static RunningOrders orders;

    @BeforeAll
    static void start() {
        orders = new RunningOrders(TestBroker.shared(), 1, "holdfast.orders.healing=200ms");
    }

    @AfterAll
    static void stop() {
        if (orders != null) {
            orders.close();
        }
    }

    /** Refused before anything is held, and not at the payment. */
    @ParameterizedTest
    @CsvSource({
        "USD, 20, 1, total-too-small",
        "USD, 20, 3, ''",
        "USD, 60000000, 2, total-too-large",
        "IDR, 60000000, 2, ''",
        "CUP, 2500, 1, total-not-chargeable",
        "KWD, 5124, 1, total-not-chargeable",
        "BGN, 20, 1, ''",
        "CUP, 0, 1, ''"
    })
    void refusesToHoldWhatNoCardCanBeCharged(String currency, long price, int quantity, String code) {
        EventState event = orders.publish(currency, new TierState("hall", "Hall", price, 10, 10));

        Answer answer = orders.order("ada", event.id(), Map.of("hall", quantity));

        assertThat(answer.status()).isEqualTo(code.isEmpty() ? 201 : 409);
        if (!code.isEmpty()) {
            assertThat(answer.code()).isEqualTo(code);
            assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(10, 0, 0));
        }
    }

    @Test
    void issuesTicketsForAPaymentInTime() {
        EventState event = hall(10);
        Answer placed = orders.order("ada", event.id(), Map.of("hall", 2));
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.body().path("total").asLong()).isEqualTo(2000);
        assertThat(orders.get("ada", "/" + placed.id() + "/tickets").code()).isEqualTo("not-completed");

        orders.authorize(placed.body(), Instant.now());

        awaitStatus("ada", placed.id(), "COMPLETED");
        Answer tickets = orders.get("ada", "/" + placed.id() + "/tickets");
        assertThat(tickets.body()).hasSize(2);
        assertThat(tickets.body().path(0).path("code").asString()).hasSize(20);
        assertThat(orders.get("ada", "/" + placed.id() + "/tickets.pdf")
                        .response()
                        .body())
                .startsWith("%PDF".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(orders.get("ada", "/" + placed.id() + "/event.ics").status()).isEqualTo(200);
        assertThat(orders.delete("ada", placed.id()).status()).isEqualTo(409);
        await().untilAsserted(() -> assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(8, 0, 2)));
    }

    @Test
    void freesTheUnitsOfACancelledOrderAtOnce() {
        EventState event = hall(2);
        Answer placed = orders.order("ada", event.id(), Map.of("hall", 2));

        Answer cancelled = orders.delete("ada", placed.id());

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.body().path("status").asString()).isEqualTo("CANCELLED");
        assertThat(orders.delete("ada", placed.id()).status()).isEqualTo(200);
        assertThat(orders.order("bob", event.id(), Map.of("hall", 2)).status()).isEqualTo(201);
    }

    @Test
    void releasesTheUnitsWhenTheCaptureFails() {
        EventState event = hall(3);
        Answer placed = orders.order("ada", event.id(), Map.of("hall", 3));
        orders.authorize(placed.body(), Instant.now());
        awaitStatus("ada", placed.id(), "COMPLETED");

        PaymentState failed = new PaymentState(
                Ids.derived("payment", placed.id()),
                placed.id(),
                "ada",
                PaymentStatus.CAPTURE_FAILED,
                3000,
                "EUR",
                Instant.now(),
                "capture-failed",
                0,
                3);
        orders.publish(new PaymentFailed(failed));

        awaitStatus("ada", placed.id(), "CANCELLED");
        await().untilAsserted(() -> assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(3, 0, 0)));
    }

    @Test
    void completesAFreeOrderAtOnce() {
        EventState event = orders.publish(new TierState("hall", "Hall", 0, 3, 10));

        Answer placed = orders.order("ada", event.id(), Map.of("hall", 2));

        assertThat(placed.body().path("status").asString()).isEqualTo("COMPLETED");
        assertThat(orders.get("ada", "/" + placed.id() + "/tickets").body()).hasSize(2);
        await().untilAsserted(() -> assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(1, 0, 2)));
        assertThat(orders.order("bob", event.id(), Map.of("hall", 2)).code()).isEqualTo("not-enough-left");
        orders.order("bob", event.id(), Map.of("hall", 1));
        await().until(() ->
                orders.order("eve", event.id(), Map.of("hall", 1)).code().equals("sold-out"));
    }

    @Test
    void answersARepeatedRequestAsTheFirstTime() {
        EventState event = hall(10);
        String key = "key-" + event.id();
        Answer first = orders.order("ada", event.id(), Map.of("hall", 2), "Idempotency-Key", key);
        orders.delete("ada", first.id());

        Answer again = orders.order("ada", event.id(), Map.of("hall", 2), "Idempotency-Key", key);
        Answer other = orders.order("ada", event.id(), Map.of("hall", 3), "Idempotency-Key", key);
        Answer stranger = orders.order("bob", event.id(), Map.of("hall", 3), "Idempotency-Key", key);

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.body().path("status")).isEqualTo(first.body().path("status"));
        assertThat(again.response().headers().firstValue("Idempotency-Replayed"))
                .hasValue("true");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency-key-reused");
        assertThat(stranger.status()).isEqualTo(201);
        assertThat(stranger.id()).isNotEqualTo(first.id());
    }

    /** On a replica of its own, which takes for abandoned what has no order after a second: nothing else is claimed there meanwhile. */
    @Test
    void releasesUnitsHeldForAnOrderThatACrashPrevented() {
        TestBroker broker = TestBroker.start();
        try (RunningOrders crashed =
                new RunningOrders(broker, 1, "holdfast.orders.abandoned-after=1s", "holdfast.orders.healing=200ms")) {
            EventState event = crashed.publish(new TierState("hall", "Hall", 1000, 5, 10));
            Date since = Date.from(Instant.now());
            crashed.mongo()
                    .getCollection("blocks")
                    .updateOne(
                            Filters.eq("_id", event.id() + "/hall/0"),
                            Updates.combine(
                                    Updates.inc("free", -5),
                                    Updates.inc("held", 5),
                                    Updates.inc("version", 1L),
                                    Updates.set("taken", since),
                                    Updates.set("oldest", since),
                                    Updates.set("holders.lost", new Document("units", 5).append("since", since))));

            await().untilAsserted(() -> assertThat(crashed.audit(event, "hall")).isEqualTo(new Counts(5, 0, 0)));
            await().until(() ->
                    crashed.order("ada", event.id(), Map.of("hall", 5)).status() == 201);
        } finally {
            broker.stop();
        }
    }

    @Test
    void listsOwnOrdersNewestFirstPageByPage() {
        EventState event = hall(60);
        for (int i = 0; i < 5; i++) {
            orders.order("lister", event.id(), Map.of("hall", 1));
        }

        Answer first = orders.get("lister", "?size=3");
        Answer second = orders.get(
                "lister", "?size=3&cursor=" + first.body().path("nextCursor").asString());

        assertThat(first.body().path("items")).hasSize(3);
        assertThat(second.body().path("items")).hasSize(2);
        assertThat(second.body().path("nextCursor").isNull()).isTrue();
        assertThat(createdAt(first, 0)).isAfter(createdAt(second, 1));
    }

    private static Instant createdAt(Answer page, int item) {
        return Instant.parse(
                page.body().path("items").path(item).path("createdAt").asString());
    }

    @Test
    void hidesOrdersOfOthers() {
        Answer placed = orders.order("ada", hall(5).id(), Map.of("hall", 1));

        for (String path : List.of("", "/tickets", "/tickets.pdf", "/event.ics")) {
            assertThat(orders.get("mallory", "/" + placed.id() + path).status()).isEqualTo(404);
        }
        assertThat(orders.delete("mallory", placed.id()).status()).isEqualTo(404);
        assertThat(orders.get("ada", "/nonsense").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"eventId\": {\"$ne\": null}}",
                "{\"eventId\": 5}",
                "{\"eventId\": \"EVENT\", \"items\": {}}",
                "{\"eventId\": \"EVENT\", \"items\": [null]}",
                "{\"eventId\": \"EVENT\", \"items\": [{\"tierId\": {\"$gt\": \"\"}}]}",
                "{\"eventId\": \"EVENT\", \"items\": [{\"tierId\": \"hall\", \"quantity\": 0}]}",
                "{\"eventId\": \"EVENT\", \"items\": [{\"tierId\": \"hall\", \"quantity\": -1}]}",
                "{\"eventId\": \"EVENT\", \"items\": [{\"tierId\": \"hall\", \"quantity\": 11}]}",
                "{\"eventId\": \"EVENT\", \"items\": [{\"tierId\": \"hall\", \"quantity\": \"2\"}]}",
                "{\"eventId\": \"EVENT\", \"items\": [{\"tierId\": \"hall\", \"quantity\": 1.5}]}",
                "{\"eventId\": \"EVENT\", \"items\": [{\"tierId\": \"hall\", \"quantity\": 99999999999999}]}",
                "{\"eventId\": \"EVENT\", \"items\": [{\"tierId\": \"nosuch\", \"quantity\": 1}]}",
                "{\"eventId\": \"EVENT\", \"items\": [{\"tierId\": \"hall\"}, {\"tierId\": \"hall\"}]}",
                "{\"eventId\": \"EVENT\", \"items\": [{\"tierId\": \"hall\", \"seats\": [\"A-1\"]}]}",
            })
    void refusesMalformedRequestsAndClaimsNothing(String body) {
        EventState event = hall(5);

        Answer answer = orders.call("POST", "ada", "", body.replace("EVENT", event.id()));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("validation-failed");
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(5, 0, 0));
    }

    /** Once the replica knows that all messages of events have arrived. */
    @Test
    void findsNoUnknownEvent() {
        await().untilAsserted(() -> assertThat(orders.order("ada", "nosuchevent", Map.of("hall", 1)))
                .extracting(Answer::status)
                .isEqualTo(404));
    }

    private static EventState hall(int capacity) {
        return orders.publish(new TierState("hall", "Hall", 1000, capacity, 10));
    }

    private static String status(String user, String id) {
        return orders.get(user, "/" + id).body().path("status").asString();
    }

    private static void awaitStatus(String user, String id, String status) {
        await().untilAsserted(() -> assertThat(status(user, id)).isEqualTo(status));
    }
}
