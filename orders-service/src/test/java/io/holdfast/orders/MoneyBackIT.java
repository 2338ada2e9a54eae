package io.holdfast.orders;

import static io.holdfast.orders.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.PaymentCaptured;
import io.holdfast.contracts.PaymentDisputed;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentMessage;
import io.holdfast.contracts.PaymentRefundFailed;
import io.holdfast.contracts.PaymentRefunded;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.orders.RunningOrders.Counts;
import io.holdfast.testkit.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Orders sold back and refunded, by two replicas. */
@Tag("storage")
class MoneyBackIT {

    private static RunningOrders orders;

    @BeforeAll
    static void start() {
        orders = new RunningOrders(TestBroker.shared(), 2, "holdfast.orders.healing=200ms");
    }

    @AfterAll
    static void stop() {
        if (orders != null) {
            orders.close();
        }
    }

    @Test
    void sellsBackTicketsThatAreOnSaleAgainAtOnce() {
        EventState event = hall(2);
        Answer paid = paid("ada", event, 2);
        assertThat(Instant.parse(paid.body().path("sellableUntil").asString()))
                .isEqualTo(event.startsAt().minus(Duration.ofMinutes(10)));

        Answer sold = sell("ada", paid.id(), "/sell");

        assertThat(sold.status()).isEqualTo(200);
        assertThat(orders.order("bob", event.id(), Map.of("hall", 2)).status()).isEqualTo(201);
        assertThat(sold.body().path("status").asString()).isEqualTo("SOLD_BACK");
        assertThat(sold.body().path("refunded").asLong()).isEqualTo(2000);
        assertThat(sold.body().path("moneyBack").asLong()).isZero();
        assertThat(sold.body().path("sellableUntil").isNull()).isTrue();
        assertThat(orders.get("ada", "/" + paid.id() + "/tickets").code()).isEqualTo("not-completed");
        assertThat(sell("ada", paid.id(), "/sell/").body().path("version"))
                .isEqualTo(sold.body().path("version"));
        assertThat(sell("mallory", paid.id(), "/sell").status()).isEqualTo(404);
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(0, 2, 0));

        orders.publish(new PaymentRefunded(new PaymentState(
                Ids.derived("payment", paid.id()),
                paid.id(),
                "ada",
                PaymentStatus.REFUNDED,
                2000,
                "EUR",
                Instant.now(),
                null,
                2000,
                4)));

        await().untilAsserted(() -> assertThat(orders.get("ada", "/" + paid.id())
                        .body()
                        .path("moneyBack")
                        .asLong())
                .isEqualTo(2000));
        assertThat(orders.get("ada", "/" + paid.id()).body().path("version"))
                .isEqualTo(sold.body().path("version"));
    }

    /** The provider refused to capture after the order was sold back: nothing was charged, so nothing is left to be paid back. */
    @Test
    void aCaptureThatFailsAfterTheRefundLeavesNothingToBePaidBack() {
        EventState event = hall(2);
        Answer paid = paid("ada", event, 2);
        sell("ada", paid.id(), "/sell");

        orders.publish(new PaymentFailed(new PaymentState(
                Ids.derived("payment", paid.id()),
                paid.id(),
                "ada",
                PaymentStatus.CAPTURE_FAILED,
                2000,
                "EUR",
                Instant.now(),
                "authorization-lapsed",
                0,
                3)));

        await().untilAsserted(() -> assertThat(orders.get("ada", "/" + paid.id())
                        .body()
                        .path("moneyBack")
                        .asLong())
                .isEqualTo(2000));
        assertThat(orders.get("ada", "/" + paid.id()).body().path("status").asString())
                .isEqualTo("SOLD_BACK");
    }

    /** Reports of the payment count by its version, in whatever order they come and however often. */
    @Test
    void aRefundThatFailsTakesBackWhatWasReportedAsPaid() {
        EventState event = hall(2);
        Answer paid = paid("ada", event, 2);
        sell("ada", paid.id(), "/sell");
        PaymentRefunded first = new PaymentRefunded(report(paid, 2000, null, null, 4));
        PaymentRefundFailed failed = new PaymentRefundFailed(report(paid, 0, 2000L, null, 5));
        PaymentDisputed disputed = new PaymentDisputed(
                report(paid, 0, 2000L, new DisputeState(2000, "fraudulent", DisputeState.Status.OPEN), 6));

        for (PaymentMessage message : List.of(first, failed, first, failed, disputed, failed, first)) {
            orders.publish(message);
        }

        await().untilAsserted(() -> {
            JsonNode order = orders.get("ada", "/" + paid.id()).body();
            assertThat(order.path("moneyBack").asLong()).isZero();
            assertThat(order.path("refundFailed").asLong()).isEqualTo(2000);
            assertThat(stored(paid.id()).getEmbedded(List.of("dispute", "status"), String.class))
                    .isEqualTo("OPEN");
        });
        orders.publish(new PaymentRefunded(report(paid, 2000, null, null, 7)));
        orders.publish(failed);
        await().untilAsserted(() -> {
            JsonNode order = orders.get("ada", "/" + paid.id()).body();
            assertThat(order.path("moneyBack").asLong()).isEqualTo(2000);
            assertThat(order.path("refundFailed").asLong()).isZero();
        });
    }

    @Test
    void aDisputeThatIsToldWithTheChargeIsKnown() {
        Answer paid = paid("ada", hall(2), 2);

        orders.publish(new PaymentCaptured(
                report(paid, 0, null, new DisputeState(2000, "fraudulent", DisputeState.Status.OPEN), 4)));

        await().untilAsserted(() -> assertThat(
                        stored(paid.id()).getEmbedded(List.of("dispute", "status"), String.class))
                .isEqualTo("OPEN"));
    }

    private static PaymentState report(
            Answer paid, long refunded, Long refundFailed, DisputeState dispute, long version) {
        return new PaymentState(
                Ids.derived("payment", paid.id()),
                paid.id(),
                "ada",
                refunded == 2000 ? PaymentStatus.REFUNDED : PaymentStatus.CAPTURED,
                2000,
                "EUR",
                Instant.now(),
                refundFailed == null ? null : "refund-failed",
                refunded,
                refundFailed,
                dispute,
                version);
    }

    @Test
    void sellsBackFreeTickets() {
        EventState event = orders.publish(new TierState("hall", "Hall", 0, 3, 10));
        Answer free = orders.order("ada", event.id(), Map.of("hall", 3));

        assertThat(sell("ada", free.id(), "/sell").body().path("status").asString())
                .isEqualTo("SOLD_BACK");
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(3, 0, 0));
    }

    @Test
    void sellsBackAsTheEventAllowsNow() {
        EventState event = hall(5);
        Answer paid = paid("ada", event, 1);
        Answer pending = orders.order("ada", event.id(), Map.of("hall", 1));
        assertThat(sell("ada", pending.id(), "/sell").code()).isEqualTo("not-sellable");

        EventState off = EventChanges.change(orders, event, new SalesTerms(null, false, null, false), event.startsAt());
        assertThat(sell("ada", paid.id(), "/sell").code()).isEqualTo("not-sellable");
        Instant soon = Instant.now().plus(Duration.ofMinutes(30)).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        EventState late = EventChanges.change(orders, off, new SalesTerms(null, true, 45, false), soon);
        assertThat(sell("ada", paid.id(), "/sell").code()).isEqualTo("not-sellable");
        EventChanges.change(orders, late, new SalesTerms(null, true, 15, true), soon);

        assertThat(sell("ada", paid.id(), "/sell").status()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(
                        orders.order("bob", event.id(), Map.of("hall", 1)).code())
                .isEqualTo("sales-closed"));
    }

    @Test
    void sellsAnOrderBackOnceForTenRequestsAtATime() throws Exception {
        EventState event = hall(10);
        Answer paid = paid("ada", event, 4);

        List<Answer> answers = atOnce(10, i -> sell("ada", paid.id(), "/sell"));

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(answers)
                .allMatch(answer -> answer.body().path("status").asString().equals("SOLD_BACK"));
        assertThat(stored(paid.id()).getLong("version")).isEqualTo(3);
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(10, 0, 0));
    }

    @Test
    void sellsBackOrRefundsButNotBoth() throws Exception {
        EventState event = hall(40);
        for (int round = 0; round < 10; round++) {
            Answer paid = paid("ada", event, 4);

            List<Answer> answers = atOnce(
                    2,
                    i -> i == 0
                            ? sell("ada", paid.id(), "/sell")
                            : orders.call("POST", "organizer", "/" + paid.id() + "/refund", Map.of()));

            assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(200, 409);
            Document order = stored(paid.id());
            assertThat(order.getLong("version")).isEqualTo(3);
            assertThat(order.getLong("refunded")).isEqualTo(4000);
        }
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(40, 0, 0));
    }

    @Test
    void refundsNoMoreThanWasPaidInPartsAtATime() throws Exception {
        EventState event = hall(10);
        Answer paid = paid("ada", event, 2);

        List<Answer> answers = atOnce(10, i -> refund(paid.id(), Map.of("amount", 300), "part-" + i));

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(6);
        assertThat(answers)
                .filteredOn(answer -> answer.code().equals("validation-failed"))
                .hasSize(4);
        Document order = stored(paid.id());
        assertThat(order.getLong("refunded")).isEqualTo(1800);
        assertThat(order.getString("status")).isEqualTo("COMPLETED");
        assertThat(order.getLong("version")).isEqualTo(2 + 6);
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(8, 0, 2));
    }

    @Test
    void refundsOnlyOneOfThePartsThatSawTheSameLeft() throws Exception {
        EventState event = hall(10);
        Answer paid = paid("ada", event, 2);

        List<Answer> answers = atOnce(10, i -> refund(paid.id(), Map.of("amount", 1000, "left", 2000), "part-" + i));

        assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.code().equals("not-refundable"))
                .hasSize(9);
        Document order = stored(paid.id());
        assertThat(order.getLong("refunded")).isEqualTo(1000);
        assertThat(order.getString("status")).isEqualTo("COMPLETED");
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(8, 0, 2));
    }

    @Test
    void refundsOnceForOneKey() throws Exception {
        EventState event = hall(10);
        Answer paid = paid("ada", event, 2);

        List<Answer> answers = atOnce(10, i -> refund(paid.id(), Map.of("amount", 300, "reason", "Rain"), "rain"));

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        Answer again = refund(paid.id(), Map.of("amount", 300, "reason", "Rain"), "rain");
        assertThat(again.body().path("refunded").asLong()).isEqualTo(300);
        assertThat(again.body().path("refunds").path(0).path("reason").asString())
                .isEqualTo("Rain");
        assertThat(again.response().headers().firstValue("Idempotency-Replayed"))
                .hasValue("true");
        Answer other = refund(paid.id(), Map.of("amount", 400, "reason", "Rain"), "rain");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency-key-reused");

        Answer rest = refund(paid.id(), Map.of(), "rest");

        assertThat(rest.body().path("status").asString()).isEqualTo("REFUNDED");
        assertThat(rest.body().path("refunded").asLong()).isEqualTo(2000);
        assertThat(refund(paid.id(), Map.of(), "rest").status()).isEqualTo(200);
        assertThat(refund(paid.id(), Map.of(), "more").code()).isEqualTo("not-refundable");
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(10, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"amount\": 0}",
                "{\"amount\": -1}",
                "{\"amount\": \"5\"}",
                "{\"amount\": 1.5}",
                "{\"amount\": 1, \"reason\": \"bell\\u0007\"}",
                "{\"amount\": 1, \"reason\": \"two\\nlines\"}",
                "{\"amount\": 1, \"reason\": \"\\u200b\"}"
            })
    void refusesMalformedRefunds(String body) {
        EventState event = hall(1);
        Answer paid = paid("ada", event, 1);

        Answer answer = orders.call("POST", "organizer", "/" + paid.id() + "/refund", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(stored(paid.id()).containsKey("refunded")).isFalse();
    }

    @Test
    void refundsAndShowsOrdersToTheOrganizerOnly() {
        EventState event = hall(5);
        Answer paid = paid("ada", event, 1);

        for (String stranger : List.of("ada", "mallory")) {
            assertThat(orders.call("POST", stranger, "/" + paid.id() + "/refund", Map.of())
                            .status())
                    .isEqualTo(404);
            for (String path : List.of("", "/sales", "/orders.csv", "/cancellation")) {
                assertThat(orders.get(stranger, "/events/" + event.id() + path).status())
                        .isEqualTo(404);
            }
        }
        assertThat(orders.get("organizer", "/events/nosuchevent/sales").status())
                .isEqualTo(404);
    }

    @Test
    void showsTheOrganizerHowTheEventSells() {
        EventState event = orders.publish(
                new TierState("hall", "Hall", 1000, 10, 10), new TierState("box", "The =box", 2550, 4, 10));
        Answer both = orders.order("ada", event.id(), Map.of("hall", 2, "box", 1));
        pay("ada", both);
        Answer back = paid("bob", event, 3);
        sell("bob", back.id(), "/sell");
        refund(both.id(), Map.of("amount", 50), "part");
        orders.order("=eve()", event.id(), Map.of("hall", 1));

        Map<String, Answer> answers = new HashMap<>();
        await().untilAsserted(() -> {
            Answer sales = orders.get("organizer", "/events/" + event.id() + "/sales");
            answers.put("sales", sales);
            assertThat(sales.body().path("orders").path("AWAITING_PAYMENT").asInt())
                    .isEqualTo(1);
            assertThat(sales.body().path("tiers").path(0).path("sold").asInt()).isEqualTo(2);
            assertThat(sales.body().path("refunded").asLong()).isEqualTo(3050);
        });
        JsonNode sales = answers.get("sales").body();
        assertThat(sales.path("currency").asString()).isEqualTo("EUR");
        assertThat(sales.path("takings").asLong()).isEqualTo(4550 + 3000);
        assertThat(sales.path("orders").path("SOLD_BACK").asInt()).isEqualTo(1);
        assertThat(sales.path("orders").path("EXPIRED").asInt()).isZero();
        JsonNode hall = sales.path("tiers").path(0);
        assertThat(hall.path("name").asString()).isEqualTo("Hall");
        assertThat(hall.path("capacity").asInt()).isEqualTo(10);
        assertThat(hall.path("held").asInt()).isEqualTo(1);
        assertThat(hall.path("free").asInt()).isEqualTo(7);
        assertThat(hall.path("takings").asLong()).isEqualTo(5000);
        assertThat(sales.path("tiers").path(1).path("takings").asLong()).isEqualTo(2550);
        long sold = 0;
        long takings = 0;
        for (JsonNode span : sales.path("timeline")) {
            sold += span.path("sold").asLong();
            takings += span.path("takings").asLong();
        }
        assertThat(sold).isEqualTo(6);
        assertThat(takings).isEqualTo(7550);
        assertThat(sales.path("timeline").size()).isBetween(1, 2);

        Answer page = orders.get("organizer", "/events/" + event.id() + "?size=2");
        assertThat(page.body().path("items")).hasSize(2);
        Answer rest = orders.get(
                "organizer",
                "/events/" + event.id() + "?size=2&cursor="
                        + page.body().path("nextCursor").asString());
        assertThat(rest.body().path("items")).hasSize(1);
        assertThat(rest.body().path("items").path(0).path("holder").asString()).isEqualTo("Name of ada");
        assertThat(rest.body().path("items").path(0).path("refunded").asLong()).isEqualTo(50);
        Answer soldBack = orders.get("organizer", "/events/" + event.id() + "?status=SOLD_BACK");
        assertThat(soldBack.body().path("items")).hasSize(1);
        assertThat(orders.get("organizer", "/events/" + event.id() + "?status=nonsense")
                        .status())
                .isEqualTo(400);

        Answer csv = orders.get("organizer", "/events/" + event.id() + "/orders.csv");
        assertThat(csv.response().headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
        List<String> rows = new String(csv.response().body(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(rows).hasSize(4);
        assertThat(rows.getLast()).contains("Name of ada", "1 x The =box", "45.50,0.50,0.00,EUR");
    }

    @Test
    void sellsBackOneTicketOfSeveralOnceForTenRequestsAtATime() throws Exception {
        EventState event = hall(4);
        Answer paid = paid("ada", event, 4);
        String ticket = ticketId(paid, 1);

        List<Answer> answers = atOnce(10, i -> sellTickets("ada", paid.id(), ticket));

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        JsonNode order = orders.get("ada", "/" + paid.id()).body();
        assertThat(order.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(order.path("refunded").asLong()).isEqualTo(1000);
        assertThat(order.path("items").path(0).path("left").asInt()).isEqualTo(3);
        assertThat(order.path("endedTickets").path(0).path("id").asString()).isEqualTo(ticket);
        assertThat(order.path("endedTickets").path(0).path("reason").asString()).isEqualTo("sold-back");
        assertThat(orders.get("ada", "/" + paid.id() + "/tickets").body()).hasSize(3);
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(1, 0, 3));
        assertThat(orders.order("bob", event.id(), Map.of("hall", 1)).status()).isEqualTo(201);
        assertThat(sellTickets("ada", paid.id(), "nonsense").status()).isEqualTo(400);
        assertThat(sellTickets("mallory", paid.id(), ticket).status()).isEqualTo(404);
    }

    @Test
    void givesDifferentTicketsOfAnOrderBackAtTheSameTime() throws Exception {
        EventState event = hall(40);
        for (int round = 0; round < 5; round++) {
            Answer paid = paid("ada", event, 6);
            List<String> ids = List.of(
                    ticketId(paid, 0), ticketId(paid, 1), ticketId(paid, 2), ticketId(paid, 3), ticketId(paid, 4));

            List<Answer> answers = atOnce(
                    5,
                    i -> i % 2 == 0
                            ? sellTickets("ada", paid.id(), ids.get(i))
                            : refund(paid.id(), Map.of("tickets", List.of(ids.get(i))), "ticket-" + i));

            assertThat(answers).allMatch(answer -> answer.status() == 200);
            assertThat(stored(paid.id()).getLong("refunded")).isEqualTo(5000);
            assertThat(sell("ada", paid.id(), "/sell").status()).isEqualTo(200);
            assertThat(stored(paid.id()).getLong("refunded")).isEqualTo(6000);
        }
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(40, 0, 0));
    }

    @Test
    void aTicketThatWasGivenBackLeavesRoomUnderTheLimit() {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 10, 10, 3, null, 1L));
        Answer paid = paid("ada", event, 3);
        assertThat(orders.order("ada", event.id(), Map.of("hall", 1)).code()).isEqualTo("limit-reached");

        sellTickets("ada", paid.id(), ticketId(paid, 0));

        assertThat(orders.order("ada", event.id(), Map.of("hall", 2)).code()).isEqualTo("limit-reached");
        assertThat(orders.order("ada", event.id(), Map.of("hall", 1)).status()).isEqualTo(201);
    }

    @Test
    void aDoorAdmitsTheTicketsThatAreLeftAndTellsWhatIsNotCharged() {
        EventState event = hall(3);
        Answer paid = paid("ada", event, 3);
        JsonNode tickets = orders.get("ada", "/" + paid.id() + "/tickets").body();
        String given = tickets.path(0).path("code").asString();
        sellTickets("ada", paid.id(), tickets.path(0).path("id").asString());

        assertThat(checkIn(event, given).code()).isEqualTo("ticket-not-valid");
        Answer early = checkIn(event, tickets.path(1).path("code").asString());
        assertThat(early.status()).isEqualTo(200);
        assertThat(early.body().path("payment").asString()).isEqualTo("not-charged");
        // A ticket that was used is not given back.
        assertThat(sellTickets("ada", paid.id(), tickets.path(1).path("id").asString())
                        .code())
                .isEqualTo("not-sellable");

        orders.publish(new PaymentCaptured(new PaymentState(
                Ids.derived("payment", paid.id()),
                paid.id(),
                "ada",
                PaymentStatus.CAPTURED,
                3000,
                "EUR",
                Instant.now(),
                null,
                0,
                3)));

        await().untilAsserted(() ->
                assertThat(stored(paid.id()).containsKey("uncharged")).isFalse());
        assertThat(checkIn(event, tickets.path(2).path("code").asString())
                        .body()
                        .path("payment")
                        .isNull())
                .isTrue();
    }

    private static Answer checkIn(EventState event, String code) {
        return orders.call("POST", "organizer", "/events/" + event.id() + "/check-ins", Map.of("code", code));
    }

    @Test
    void refundsTicketsForAnAmountOnceForOneKey() {
        EventState event = hall(3);
        Answer paid = paid("ada", event, 3);
        Map<String, Object> body = Map.of("amount", 700, "tickets", List.of(ticketId(paid, 2)), "reason", "Fee kept");

        assertThat(refund(paid.id(), body, "one").status()).isEqualTo(200);
        assertThat(refund(paid.id(), body, "one").status()).isEqualTo(200);
        assertThat(refund(paid.id(), Map.of("amount", 700, "reason", "Fee kept"), "one")
                        .status())
                .isEqualTo(422);

        JsonNode sold = orders.get("organizer", "/events/" + event.id())
                .body()
                .path("items")
                .path(0);
        assertThat(sold.path("refunded").asLong()).isEqualTo(700);
        assertThat(sold.path("tickets")).hasSize(2);
        assertThat(sold.path("endedTickets").path(0).path("reason").asString()).isEqualTo("Fee kept");
        assertThat(refund(paid.id(), Map.of("tickets", List.of(ticketId(paid, 0)), "amount", 2300), "all")
                        .code())
                .isEqualTo("not-refundable");
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(1, 0, 2));
    }

    @Test
    void releasesUnitsOfOneTicketThatACrashLeftUnreleased() {
        EventState event = hall(5);
        Answer paid = paid("ada", event, 5);
        await().untilAsserted(() -> assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(0, 0, 5)));
        Document before = stored(paid.id());
        List<Document> tickets = before.getList("tickets", Document.class);
        Document ended = new Document(tickets.getLast())
                .append("refund", "r1")
                .append(
                        "unit",
                        new Document(
                                        "block",
                                        before.getList("allocation", Document.class)
                                                .getFirst()
                                                .getString("block"))
                                .append("units", 1));
        orders.mongo()
                .getCollection("orders")
                .updateOne(
                        new Document("_id", paid.id()),
                        new Document(
                                "$set",
                                new Document("tickets", tickets.subList(0, 4))
                                        .append("ended", List.of(ended))
                                        .append("owesUnits", longAgo())));

        await().untilAsserted(() ->
                assertThat(stored(paid.id()).containsKey("owesUnits")).isFalse());
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(1, 0, 4));
    }

    /** When a crash left units unreleased: so long ago that no request can still be releasing them. */
    private static Date longAgo() {
        return Date.from(Instant.now().minus(Duration.ofMinutes(5)));
    }

    private static String ticketId(Answer order, int index) {
        return orders.get("ada", "/" + order.id() + "/tickets")
                .body()
                .path(index)
                .path("id")
                .asString();
    }

    private static Answer sellTickets(String user, String orderId, String... tickets) {
        return orders.call("POST", user, "/sell", Map.of("orderId", orderId, "tickets", List.of(tickets)));
    }

    @Test
    void releasesUnitsThatACrashLeftUnreleased() {
        EventState event = hall(5);
        Answer paid = paid("ada", event, 5);
        await().untilAsserted(() -> assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(0, 0, 5)));
        orders.mongo()
                .getCollection("orders")
                .updateOne(
                        new Document("_id", paid.id()),
                        new Document(
                                "$set",
                                new Document("status", "SOLD_BACK")
                                        .append("tickets", List.of())
                                        .append("owesUnits", longAgo())));

        await().untilAsserted(() ->
                assertThat(stored(paid.id()).containsKey("owesUnits")).isFalse());
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(5, 0, 0));
    }

    private static EventState hall(int capacity) {
        return orders.publish(new TierState("hall", "Hall", 1000, capacity, 10));
    }

    private static Answer paid(String user, EventState event, int quantity) {
        return pay(user, orders.order(user, event.id(), Map.of("hall", quantity)));
    }

    /** The order once its payment has completed it. */
    private static Answer pay(String user, Answer placed) {
        orders.authorize(placed.body(), Instant.now());
        await().until(() -> stored(placed.id()).getString("status").equals("COMPLETED"));
        return orders.get(user, "/" + placed.id());
    }

    private static Answer sell(String user, String orderId, String path) {
        return orders.call("POST", user, path, Map.of("orderId", orderId));
    }

    private static Answer refund(String orderId, Map<String, Object> body, String key) {
        return orders.call("POST", "organizer", "/" + orderId + "/refund", body, "Idempotency-Key", key);
    }

    private static Document stored(String orderId) {
        return orders.mongo()
                .getCollection("orders")
                .find(new Document("_id", orderId))
                .first();
    }
}
