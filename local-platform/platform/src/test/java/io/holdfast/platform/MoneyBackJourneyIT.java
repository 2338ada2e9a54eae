package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.platform.Shop.Answer;
import io.holdfast.platform.Shop.Person;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An event from its seating plan to its cancellation, across all services: every ticket that ends is refunded. */
class MoneyBackJourneyIT {

    @Test
    void aSeatedEventIsSoldChangedAndCancelledAndAllBuyersGetTheirMoneyBack() throws Exception {
        // Buyers are told at once what has changed.
        try (RunningHoldfast holdfast = RunningHoldfast.start(Map.of("HOLDFAST_ORDERS_NOTICEAFTER", "1s"))) {
            Shop shop = new Shop(holdfast);
            Person organizer = shop.signUp("organizer");
            JsonNode event = shop.send("POST", "/api/events/new", organizer, null, seatedEvent())
                    .expect(201)
                    .json();
            String path = "/api/events/" + event.path("id").asString();

            Person ada = shop.signUp("ada");
            JsonNode kept = paid(shop, ada, event, Map.of("tierId", "stalls", "seats", List.of("A-1", "A-2")));
            JsonNode soldBack = paid(shop, ada, event, Map.of("tierId", "floor", "quantity", 2));
            shop.send("POST", "/api/orders/sell/", ada, null, Map.of("orderId", id(soldBack)))
                    .expect(200);
            refund(shop, organizer, kept, 500);

            shop.order(ada, null, event, 1, 2).expect(201);
            assertThat(edit(shop, organizer, path, 1).code())
                    .as("some are taken")
                    .isEqualTo("capacity-below-sold");
            assertThat(edit(shop, organizer, path, 20)
                            .expect(200)
                            .json()
                            .path("tiers")
                            .path(1)
                            .path("capacity")
                            .asInt())
                    .isEqualTo(20);
            await().untilAsserted(() -> assertThat(takenSeats(shop, path)).contains("A-1", "A-2"));

            List<JsonNode> orders = new ArrayList<>();
            List<Person> buyers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                buyers.add(shop.signUp("buyer" + i));
                orders.add(paid(shop, buyers.get(i), event, Map.of("tierId", "stalls", "quantity", 2)));
            }
            cancelWhileSomeSellBack(shop, organizer, path, buyers, orders);

            await().until(() -> {
                JsonNode progress = shop.get(organizer, "/api/orders/events/" + id(event) + "/cancellation")
                        .json()
                        .path("progress");
                return progress.path("remaining").asInt(-1) == 0
                        && progress.path("moneyBack").asInt()
                                == progress.path("refunded").asInt(-1);
            });
            for (int i = 0; i < buyers.size(); i++) {
                JsonNode order = awaitMoneyBack(shop, buyers.get(i), orders.get(i));
                assertThat(order.path("status").asString()).isIn("REFUNDED", "SOLD_BACK");
            }
            assertThat(awaitMoneyBack(shop, ada, kept).path("status").asString())
                    .isEqualTo("REFUNDED");
            assertThat(awaitMoneyBack(shop, ada, soldBack).path("status").asString())
                    .isEqualTo("SOLD_BACK");
            holdfast.check();
        }
    }

    private static Map<String, Object> seatedEvent() {
        Instant starts = Instant.now().plus(30, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        Map<String, Object> row = Map.of("label", "A", "seats", 30, "gaps", List.of(3));
        return Map.of(
                "name", "From plan to refund",
                "description", "For a test",
                "startsAt", starts.toString(),
                "currency", "EUR",
                "tiers",
                        List.of(
                                Map.of("name", "Stalls", "price", 3000, "seating", Map.of("rows", List.of(row))),
                                Map.of("name", "Floor", "price", 1000, "capacity", 50)));
    }

    private static JsonNode paid(Shop shop, Person buyer, JsonNode event, Map<String, Object> item) throws Exception {
        JsonNode order = shop.send(
                        "POST", "/api/orders", buyer, null, Map.of("eventId", id(event), "items", List.of(item)))
                .expect(201)
                .json();
        shop.pay(buyer, id(order), "tok_visa").expect(201);
        shop.awaitStatus(buyer, id(order), "COMPLETED");
        return order;
    }

    private static void refund(Shop shop, Person organizer, JsonNode order, long amount) throws Exception {
        for (int again = 0; again < 2; again++) {
            JsonNode refunded = shop.send(
                            "POST",
                            "/api/orders/" + id(order) + "/refund",
                            organizer,
                            "once-" + id(order),
                            Map.of("amount", amount))
                    .expect(200)
                    .json();
            assertThat(refunded.path("refunded").asLong()).isEqualTo(amount);
        }
    }

    /** Writes the event back with another capacity of the floor. */
    private static Answer edit(Shop shop, Person organizer, String path, int floor) throws Exception {
        return shop.edit(organizer, path, event -> {
            List<Map<String, Object>> tiers = new ArrayList<>();
            for (JsonNode tier : (JsonNode) event.get("tiers")) {
                Map<String, Object> written = new LinkedHashMap<>();
                tier.properties().forEach(field -> written.put(field.getKey(), field.getValue()));
                if (tier.path("id").asString().equals("floor")) {
                    written.put("capacity", floor);
                }
                tiers.add(written);
            }
            event.put("tiers", tiers);
        });
    }

    private static List<String> takenSeats(Shop shop, String path) throws Exception {
        List<String> taken = new ArrayList<>();
        JsonNode tiers = shop.get(null, path + "/seats").expect(200).json().path("tiers");
        for (JsonNode row : tiers.path(0).path("rows")) {
            for (JsonNode seat : row.path("seats")) {
                if (seat.path("state").asString().equals("taken")) {
                    taken.add(seat.path("name").asString());
                }
            }
        }
        return taken;
    }

    private static void cancelWhileSomeSellBack(
            Shop shop, Person organizer, String path, List<Person> buyers, List<JsonNode> orders) throws Exception {
        List<Callable<Answer>> atOnce = new ArrayList<>();
        for (int i = 0; i < buyers.size(); i++) {
            Person buyer = buyers.get(i);
            String order = id(orders.get(i));
            atOnce.add(() -> shop.send("POST", "/api/orders/sell", buyer, null, Map.of("orderId", order)));
        }
        atOnce.add(
                3,
                () -> shop.send("POST", path + "/cancel", organizer, null, null).expect(200));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Answer> answer : threads.invokeAll(atOnce)) {
                assertThat(answer.get().status()).as(answer.get().text()).isIn(200, 409);
            }
        }
    }

    private static JsonNode awaitMoneyBack(Shop shop, Person buyer, JsonNode order) {
        return await().until(
                        () -> shop.get(buyer, "/api/orders/" + id(order)).json(),
                        found -> found.path("moneyBack").asLong()
                                == order.path("total").asLong());
    }

    private static String id(JsonNode thing) {
        return thing.path("id").asString();
    }
}
