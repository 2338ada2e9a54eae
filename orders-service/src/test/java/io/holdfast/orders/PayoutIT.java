package io.holdfast.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.PaymentDisputed;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.PriceParts;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.testkit.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What an event has taken by day. */
@Tag("storage")
class PayoutIT {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");
    private static final TierState FLOOR =
            new TierState("floor", "Floor", 3149, 100, 10, null, null, 1, new PriceParts(174, 503, 1900, 11));

    private static TestBroker broker;
    private static RunningOrders orders;

    private final String buyer = "buyer-" + Ids.random();

    @BeforeAll
    static void start() {
        broker = TestBroker.start();
        orders = new RunningOrders(broker, 1);
    }

    @AfterAll
    static void stop() {
        orders.close();
        broker.stop();
    }

    @Test
    void takingsFeesRefundsAndDisputesAddUpDayByDay() {
        EventState event = orders.publish(FLOOR);
        assertThat(payout(event).path("days")).isEmpty();
        Answer first = paid(event, 2);
        Answer second = paid(event, 1);
        orders.order(buyer, event.id(), Map.of("floor", 1)); // not paid
        // The first was sold a moment before midnight in Vienna, the second goes back today.
        Instant midnight = LocalDate.of(2026, 7, 2).atStartOfDay(VIENNA).toInstant();
        orders.mongo()
                .getCollection("orders")
                .updateOne(
                        new Document("_id", first.id()),
                        new Document("$set", new Document("history.1.at", Date.from(midnight.minusMillis(1)))));
        assertThat(orders.call("POST", "organizer", "/" + second.id() + "/refund", Map.of("amount", 149))
                        .status())
                .isEqualTo(200);
        disputed(
                first,
                PaymentStatus.CAPTURED,
                0,
                new DisputeState(6298, "fraudulent", DisputeState.Status.OPEN),
                null,
                4);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(payout(event).path("disputes")).hasSize(1));

        JsonNode payout = payout(event);
        int days = 1 + daysOf(second);
        assertThat(payout.path("days")).hasSize(days);
        assertThat(payout.path("days").path(0).toString())
                .isEqualTo(
                        "{\"day\":\"2026-07-01\",\"amounts\":{\"orders\":1,\"tickets\":2,\"takings\":6298,\"fees\":348,"
                                + "\"sellersFees\":22,\"tax\":1006,\"refunds\":0,\"disputed\":6298,\"left\":0}}");
        JsonNode total = payout.path("total");
        assertThat(List.of(
                        total.path("takings").asLong(),
                        total.path("refunds").asLong(),
                        total.path("disputed").asLong(),
                        total.path("left").asLong()))
                .containsExactly(9447L, 149L, 6298L, 3000L);

        Answer csv = orders.get("organizer", "/events/" + event.id() + "/payout.csv");
        List<String> lines = new String(csv.response().body(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(lines).hasSize(days + 2);
        assertThat(lines.get(1)).isEqualTo("2026-07-01,1,2,62.98,3.48,0.22,10.06,0.00,62.98,0.00,EUR");
        assertThat(lines.getLast()).isEqualTo("total,2,3,94.47,5.22,0.33,15.09,1.49,62.98,30.00,EUR");
        assertThat(lines.getFirst()).startsWith("\ufeffday,orders,").endsWith(",left,currency");
        String words = "/events/" + event.id() + "/payout.csv?headings=words";
        Answer inGerman = orders.call("GET", "organizer", words, null, "Accept-Language", "de");
        String german = new String(inGerman.response().body(), StandardCharsets.UTF_8);
        assertThat(german)
                .startsWith("\ufeffTag;Bestellungen;")
                .contains("\r\n2026-07-01;1;2;\"62,98\";", "\r\nZusammen;2;3;\"94,47\";");
        // The buyer's bank has taken the money back: a refund that is granted as well takes it no second time.
        assertThat(orders.call("POST", "organizer", "/" + first.id() + "/refund", Map.of())
                        .status())
                .isEqualTo(200);
        Answer again = paid(event, 1);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                payout(event).path("total").path("orders").asLong())
                        .isEqualTo(3));
        assertThat(payout(event).path("total").path("refunds").asLong()).isEqualTo(149);
        assertThat(payout(event).path("total").path("left").asLong())
                .isEqualTo(3000 + again.body().path("total").asLong());

        assertThat(orders.get(buyer, "/events/" + event.id() + "/payout").status())
                .isEqualTo(404);
        assertThat(orders.get(buyer, "/events/" + event.id() + "/payout.csv").status())
                .isEqualTo(404);
    }

    /** The order is known by the one that is lost; the takings lack what banks took back by all. */
    @Test
    void eachOfSeveralDisputesOfOneOrderCounts() {
        EventState event = orders.publish(FLOOR);
        Answer placed = paid(event, 2);
        DisputeState lost = new DisputeState(3149, "fraudulent", DisputeState.Status.LOST);
        disputed(
                placed,
                PaymentStatus.CAPTURED,
                0,
                lost,
                List.of(
                        lost,
                        new DisputeState(1000, "duplicate", DisputeState.Status.OPEN),
                        new DisputeState(500, "general", DisputeState.Status.WON)),
                4);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(payout(event).path("disputes")).hasSize(3));

        JsonNode total = payout(event).path("total");
        assertThat(total.path("disputed").asLong()).isEqualTo(4149);
        assertThat(total.path("left").asLong()).isEqualTo(6298 - 4149);
        JsonNode order = orders.get(buyer, "/" + placed.id()).body();
        assertThat(order.path("dispute").path("amount").asLong()).isEqualTo(3149);
        assertThat(order.path("disputes")
                        .valueStream()
                        .map(each -> each.path("status").asString()))
                .containsExactly("LOST", "OPEN", "WON");

        // A later report of one dispute.
        disputed(placed, PaymentStatus.CAPTURED, 0, lost, null, 5);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(payout(event).path("disputes")).hasSize(1));
    }

    @Test
    void whatTheBankTakesBackAfterItWasRefundedIsGoneTwice() {
        EventState event = orders.publish(FLOOR);
        Answer placed = paid(event, 2);
        assertThat(orders.call("POST", "organizer", "/" + placed.id() + "/refund", Map.of())
                        .status())
                .isEqualTo(200);
        disputed(
                placed,
                PaymentStatus.REFUNDED,
                6298,
                new DisputeState(6298, "credit_not_processed", DisputeState.Status.OPEN),
                null,
                5);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(payout(event).path("disputes")).hasSize(1));

        JsonNode total = payout(event).path("total");
        assertThat(List.of(
                        total.path("takings").asLong(),
                        total.path("refunds").asLong(),
                        total.path("disputed").asLong(),
                        total.path("left").asLong()))
                .containsExactly(6298L, 6298L, 6298L, -6298L);
    }

    @Test
    void allEventsOfAnOrganizerAreSummedUpByEventAndMonthAndCurrency() {
        EventState euros = orders.publish(FLOOR);
        EventState dollars = orders.publish("USD", FLOOR);
        paid(euros, 2);
        paid(euros, 1);
        paid(dollars, 1);

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(taken(euros.id()).at("/total/takings").asLong()).isEqualTo(3 * 3149);
            assertThat(taken(dollars.id()).at("/total/takings").asLong()).isEqualTo(3149);
        });
        assertThat(taken(euros.id()).path("currency").asString()).isEqualTo("EUR");
        JsonNode all = orders.get("organizer", "/takings").body();
        assertThat(all.path("more").asBoolean()).isFalse();
        for (String currency : List.of("EUR", "USD")) {
            long total = sum(all.path("totals"), currency, "/amounts/takings");
            assertThat(total).isPositive();
            assertThat(sum(all.path("events"), currency, "/total/takings")).isEqualTo(total);
            assertThat(sum(all.path("months"), currency, "/amounts/takings")).isEqualTo(total);
        }
        assertThat(orders.get(buyer, "/takings").body().path("events")).isEmpty();

        Answer csv = orders.get("organizer", "/takings.csv");
        String table = new String(csv.response().body(), StandardCharsets.UTF_8);
        assertThat(table).startsWith("\ufeffevent,name,month,orders,tickets,takings,");
        assertThat(table.lines().filter(line -> line.startsWith(dollars.id())))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line).contains(",A concert,", ",1,1,31.49,").endsWith(",USD");
                });
    }

    /** payments-service reports disputes about the charge of two tickets. */
    private void disputed(
            Answer order,
            PaymentStatus status,
            long refunded,
            DisputeState dispute,
            @Nullable List<DisputeState> disputes,
            long version) {
        orders.publish(new PaymentDisputed(new PaymentState(
                Ids.derived("payment", order.id()),
                order.id(),
                buyer,
                status,
                6298,
                "EUR",
                Instant.now(),
                null,
                refunded,
                null,
                null,
                dispute,
                disputes,
                version)));
    }

    private static JsonNode taken(String event) {
        return orders.get("organizer", "/takings")
                .body()
                .path("events")
                .valueStream()
                .filter(each -> each.path("eventId").asString().equals(event))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static long sum(JsonNode parts, String currency, String amount) {
        return parts.valueStream()
                .filter(each -> each.path("currency").asString().equals(currency))
                .mapToLong(each -> each.at(amount).asLong())
                .sum();
    }

    /** On how many days the order was paid and refunded: two if it is midnight in Vienna in between. */
    private static int daysOf(Answer order) {
        Document stored = orders.mongo()
                .getCollection("orders")
                .find(new Document("_id", order.id()))
                .first();
        Date paid = stored.getList("history", Document.class).get(1).getDate("at");
        Date refunded = stored.getList("refunds", Document.class).getFirst().getDate("at");
        return Stream.of(paid, refunded)
                .map(at -> LocalDate.ofInstant(at.toInstant(), VIENNA))
                .collect(Collectors.toSet())
                .size();
    }

    private Answer paid(EventState event, int quantity) {
        Answer held = orders.order(buyer, event.id(), Map.of("floor", quantity));
        orders.authorize(held.body(), Instant.now());
        await().atMost(SOON)
                .until(() -> orders.get(buyer, "/" + held.id())
                        .body()
                        .path("status")
                        .asString()
                        .equals("COMPLETED"));
        return held;
    }

    private static JsonNode payout(EventState event) {
        return orders.get("organizer", "/events/" + event.id() + "/payout").body();
    }
}
