package io.holdfast.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.TierState;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.testkit.TestBroker;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Orders of an event as its organizer finds them: by number, by code, and by the buyer's name and address. */
@Tag("storage")
class OrderSearchIT {

    private static RunningOrders orders;

    @BeforeAll
    static void start() {
        orders = new RunningOrders(TestBroker.shared(), 2);
    }

    @AfterAll
    static void stop() {
        if (orders != null) {
            orders.close();
        }
    }

    @Test
    void findsAnOrderByItsNumberInAnySpelling() {
        EventState event = hall(0);
        Answer one = order("zelda", event);
        order("quentin", event);
        String number = one.body().path("number").asString();

        assertThat(number).isEqualTo(spelled(one.id()));
        assertThat(found(event, number)).containsExactly(one.id());
        assertThat(found(event, number.toLowerCase(Locale.ROOT).replace("-", " ")))
                .containsExactly(one.id());
        assertThat(found(event, number.replace('0', 'O').replace('1', 'l').replace("-", "")))
                .containsExactly(one.id());
        assertThat(found(event, one.id())).containsExactly(one.id());
        assertThat(found(hall(0), number)).isEmpty();
    }

    @Test
    void numbersOfOrdersWithoutAnIdempotencyKeyDoNotBeginWithTheirTime() {
        EventState event = hall(0);
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            numbers.add(order("buyer" + i, event).body().path("number").asString());
        }

        assertThat(numbers).doesNotHaveDuplicates();
    }

    @Test
    void findsOrdersByNameAndAddressWhetherHeldPaidOrOver() {
        EventState event = hall(1000);
        Answer held = order("märz", event);
        Answer paid = order("märzhase", event);
        orders.authorize(paid.body(), Instant.now());
        Answer over = order("märzen", event);
        orders.delete("märzen", over.id());
        order("april", event);
        await().untilAsserted(() -> assertThat(orders.get("märzhase", "/" + paid.id())
                        .body()
                        .path("status")
                        .asString())
                .isEqualTo("COMPLETED"));

        assertThat(found(event, "MARZ")).containsExactly(over.id(), paid.id(), held.id());
        assertThat(found(event, "maerz name")).containsExactly(over.id(), paid.id(), held.id());
        assertThat(found(event, "märzh")).containsExactly(paid.id());
        assertThat(found(event, "märz&status=COMPLETED")).containsExactly(paid.id());
        assertThat(found(event, "märz&status=AWAITING_PAYMENT")).containsExactly(held.id());
        assertThat(found(event, "arz")).isEmpty();
        assertThat(found(event, "märz april")).isEmpty();
    }

    @Test
    void findsABuyerInAnyFormOfTheName() {
        EventState event = hall(0);
        Answer elena = order("Елена", event);
        Answer mueller = order("müller", event);

        assertThat(found(event, "elena")).containsExactly(elena.id());
        assertThat(found(event, "Елена")).containsExactly(elena.id());
        assertThat(found(event, "Mueller")).containsExactly(mueller.id());
        assertThat(found(event, "muller")).containsExactly(mueller.id());
        assertThat(found(event, "müller елена")).isEmpty();
    }

    @Test
    void findsAnOrderByTheCodeOfATicket() {
        EventState event = hall(0);
        Answer one = order("ada", event);
        String code = orders.get("ada", "/" + one.id() + "/tickets")
                .body()
                .path(0)
                .path("code")
                .asString();

        assertThat(found(event, code.toLowerCase(Locale.ROOT))).containsExactly(one.id());
        assertThat(found(hall(0), code)).isEmpty();
    }

    @Test
    void pagesThroughWhatItFinds() {
        EventState event = hall(0);
        List<String> placed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            placed.addFirst(order("ada", event).id());
            order("bob", event);
        }
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = orders.get("organizer", list(event) + "?q=ada&size=2" + next)
                    .body();
            page.path("items").values().forEach(item -> seen.add(item.path("id").asString()));
            next = page.path("nextCursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("nextCursor").asString();
        } while (!next.isEmpty());

        assertThat(seen).isEqualTo(placed);
    }

    @Test
    void findsOrdersOfEarlierReleasesOnceTheirWordsAreListed() {
        EventState event = hall(0);
        Answer one = order("wilhelmina", event);
        orders.mongo()
                .getCollection("orders")
                .updateOne(new Document("_id", one.id()), new Document("$unset", new Document("names", "")));
        orders.mongo().getCollection("migrations").drop();
        orders.startReplica();

        await().untilAsserted(() -> assertThat(orders.mongo()
                        .getCollection("orders")
                        .find(new Document("_id", one.id()))
                        .first()
                        .getList("names", String.class))
                .contains("wilhelmina"));
        assertThat(found(event, "wilhelm")).containsExactly(one.id());
    }

    @Test
    void showsAnOrderToTheOrganizerOnly() {
        EventState event = hall(1000);
        Answer one = order("ada", event);
        orders.authorize(one.body(), Instant.now());
        String path = list(event) + "/orders/" + one.id();
        await().untilAsserted(() -> assertThat(orders.get("organizer", path)
                        .body()
                        .path("order")
                        .path("status")
                        .asString())
                .isEqualTo("COMPLETED"));

        JsonNode shown = orders.get("organizer", path).body();

        assertThat(shown.path("order").path("number").asString()).isEqualTo(spelled(one.id()));
        assertThat(shown.path("order").path("tickets")).hasSize(1);
        assertThat(shown.path("history").values())
                .extracting(step -> step.path("status").asString())
                .containsExactly("AWAITING_PAYMENT", "COMPLETED");
        assertThat(shown.path("paymentId").isString()).isTrue();
        assertThat(shown.path("charged").asBoolean()).isFalse();
        assertThat(shown.toString()).as("codes are secrets").doesNotContain("\"code\"");
        assertThat(orders.get("ada", path).status()).isEqualTo(404);
        assertThat(orders.get("organizer", list(hall(0)) + "/orders/" + one.id())
                        .status())
                .isEqualTo(404);
        assertThat(orders.get("organizer", list(event) + "/orders/nothing-here").status())
                .isEqualTo(404);
        assertThat(orders.get("ada", list(event) + "?q=ada").status()).isEqualTo(404);
        assertThat(orders.get("organizer", list(event) + "?q=" + "x".repeat(101))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void admitsAGuestWhoWasFoundByName() {
        EventState event = hall(0);
        Answer one = order("ada", event);
        String ticket = one.id() + "-1";

        Answer admitted = checkIn(event, Map.of("orderId", one.id(), "ticketId", ticket));

        assertThat(admitted.status()).isEqualTo(200);
        assertThat(admitted.body().path("id").asString()).isEqualTo(ticket);
        JsonNode guest = orders.get("organizer", list(event) + "?q=ada&status=COMPLETED")
                .body()
                .path("items")
                .path(0)
                .path("tickets")
                .path(0);
        assertThat(guest.path("admittedAt")).isEqualTo(admitted.body().path("admittedAt"));
        assertThat(checkIn(event, Map.of("orderId", one.id(), "ticketId", ticket))
                        .code())
                .isEqualTo("already-admitted");
        assertThat(checkIn(event, Map.of("orderId", one.id(), "ticketId", one.id() + "-2"))
                        .status())
                .isEqualTo(404);
        Answer back = orders.call("DELETE", "organizer", undo(event, one.id(), ticket), "");
        assertThat(back.status()).isEqualTo(200);
        assertThat(back.body().path("admittedAt").isNull()).isTrue();
        assertThat(orders.call("DELETE", "organizer", undo(event, one.id(), one.id() + "-2"), "")
                        .status())
                .as("of no ticket")
                .isEqualTo(404);
        assertThat(orders.call("DELETE", "ada", undo(event, one.id(), ticket), "")
                        .status())
                .as("by another than the organizer")
                .isEqualTo(404);
        assertThat(orders.call("DELETE", "organizer", undo(hall(0), one.id(), ticket), "")
                        .status())
                .as("at another event")
                .isEqualTo(404);
        assertThat(checkIn(hall(0), Map.of("orderId", one.id(), "ticketId", ticket))
                        .status())
                .isEqualTo(404);
        assertThat(checkIn(event, Map.of("orderId", one.id())).status()).isEqualTo(400);
        assertThat(checkIn(event, Map.of("code", " ")).status()).isEqualTo(400);
        Answer sold = order("bob", event);
        orders.call("POST", "bob", "/sell", Map.of("orderId", sold.id()));
        assertThat(checkIn(event, Map.of("orderId", sold.id(), "ticketId", sold.id() + "-1"))
                        .code())
                .isEqualTo("ticket-not-valid");
    }

    @Test
    void filesAreWrittenForSpreadsheets() {
        EventState event = hall(0);
        order("ada", event);

        Answer german = orders.call("GET", "organizer", list(event) + "/orders.csv", null, "Accept-Language", "de-AT");
        Answer tabs = orders.get("organizer", list(event) + "/orders.csv?separator=tab");
        Answer words = orders.call(
                "GET", "organizer", list(event) + "/orders.csv?headings=words", null, "Accept-Language", "de-AT");
        assertThat(text(words)).startsWith("\ufeffBestell-ID;Bestellt (UTC);").contains(";ada@example.com;");
        assertThat(words.response().headers().firstValue("Content-Language")).contains("de-AT");
        assertThat(words.response().headers().allValues("Vary").toString()).contains("Accept-Language", "Cookie");
        assertThat(text(orders.get("organizer", list(event) + "/orders.csv?headings=words")))
                .startsWith("\ufeffOrder id,Ordered (UTC),");
        assertThat(text(german).lines().skip(1))
                .allMatch(row -> row.contains(";COMPLETED;"))
                .map(row -> row.replace(";COMPLETED;", ";Bezahlt;"))
                .containsExactlyElementsOf(text(words).lines().skip(1).toList());
        assertThat(orders.get("organizer", list(event) + "/orders.xlsx?headings=runes")
                        .status())
                .isEqualTo(400);
        Answer workbook = orders.get("organizer", list(event) + "/orders.xlsx");

        assertThat(text(german)).startsWith("\ufefforder;created;").contains(";ada@example.com;");
        assertThat(text(tabs)).startsWith("\ufefforder\tcreated\t");
        assertThat(text(orders.get("organizer", list(event) + "/orders.csv"))).startsWith("\ufefforder,created,");
        assertThat(orders.get("organizer", list(event) + "/orders.csv?separator=x")
                        .status())
                .isEqualTo(400);
        assertThat(workbook.response().headers().firstValue("Content-Type"))
                .contains("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        assertThat(workbook.response().body()).startsWith('P', 'K');
        assertThat(orders.get("ada", list(event) + "/orders.xlsx").status()).isEqualTo(404);
    }

    private static String text(Answer answer) {
        return new String(answer.response().body(), StandardCharsets.UTF_8);
    }

    private static EventState hall(long price) {
        return orders.publish(new TierState("hall", "Hall", price, 100, 10));
    }

    private static Answer order(String user, EventState event) {
        Answer answer = orders.order(user, event.id(), Map.of("hall", 1));
        assertThat(answer.status()).isEqualTo(201);
        return answer;
    }

    private static String spelled(String id) {
        return (id.substring(0, 4) + "-" + id.substring(4, 8)).toUpperCase(Locale.ROOT);
    }

    private static String list(EventState event) {
        return "/events/" + event.id();
    }

    private static Answer checkIn(EventState event, Map<String, String> ticket) {
        return orders.call("POST", "organizer", list(event) + "/check-ins", ticket);
    }

    private static String undo(EventState event, String order, String ticket) {
        return list(event) + "/check-ins?orderId=" + order + "&ticketId=" + ticket;
    }

    /** Ids of the orders that are found; further parameters may follow what is looked for. */
    private static List<String> found(EventState event, String typed) {
        String[] parts = typed.split("&", 2);
        String query =
                "?q=" + URLEncoder.encode(parts[0], StandardCharsets.UTF_8) + (parts.length > 1 ? "&" + parts[1] : "");
        Answer answer = orders.get("organizer", list(event) + query);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body().path("items").values().stream()
                .map(item -> item.path("id").asString())
                .toList();
    }
}
