package io.holdfast.orders;

import static io.holdfast.orders.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.PaymentDisputed;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.testkit.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Check-in at the doors of an event, answered by two replicas. */
@Tag("storage")
class DoorIT {

    private static final int ROUNDS = 20;

    private static final SalesTerms STOPPED_BY_LOSS =
            new SalesTerms(null, true, null, false, null, null, null, null, true, null);

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
    void admitsATicketOnceInWhicheverSpelling() {
        EventState event = hall();
        Answer free = order("ada", event, 2);
        String code = codes("ada", free).getFirst();
        Instant before = Instant.now().minusMillis(1);

        Answer first = checkIn(event, code.toLowerCase(Locale.ROOT).replaceAll("(.{4})", "$1-"));

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.body().path("code").asString()).isEqualTo(code);
        assertThat(first.body().path("tier").asString()).isEqualTo("Hall");
        assertThat(first.body().path("seat").isNull()).isTrue();
        assertThat(first.body().path("holder").asString()).isEqualTo("Name of ada");
        Instant at = Instant.parse(first.body().path("admittedAt").asString());
        assertThat(at).isBetween(before, Instant.now());
        Answer second = checkIn(event, code);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.code()).isEqualTo("already-admitted");
        JsonNode shown = second.body().path("errors").path(0).path("ticket");
        assertThat(Instant.parse(shown.path("admittedAt").asString())).isEqualTo(at);
        assertThat(shown.path("holder").asString()).isEqualTo("Name of ada");
        assertThat(checkIn(event, codes("ada", free).getLast()).status()).isEqualTo(200);
    }

    @Test
    void admitsATicketOnceThoughManyDoorsSendIt() throws Exception {
        EventState event = hall();
        for (int round = 0; round < ROUNDS; round++) {
            List<String> codes = codes("ada" + round, order("ada" + round, event, 2));

            List<Answer> answers = atOnce(8, i -> checkIn(event, codes.get(i % 2), "door-" + i));

            for (int ticket = 0; ticket < 2; ticket++) {
                int which = ticket;
                List<String> outcomes = IntStream.range(0, 8)
                        .filter(i -> i % 2 == which)
                        .mapToObj(answers::get)
                        .map(DoorIT::outcome)
                        .sorted()
                        .toList();
                assertThat(outcomes)
                        .containsExactly("200", "409already-admitted", "409already-admitted", "409already-admitted");
            }
        }
    }

    @Test
    void answersARepeatedRequestAsTheFirstTime() throws Exception {
        EventState event = hall();
        List<String> codes = codes("ada", order("ada", event, 2));

        List<Answer> answers = atOnce(6, i -> checkIn(event, codes.getFirst(), "lost"));
        Answer again = checkIn(event, codes.getFirst(), "lost");

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(answers)
                .extracting(answer -> answer.body().path("admittedAt"))
                .containsOnly(again.body().path("admittedAt"));
        assertThat(answers.stream().filter(answer -> !isReplayed(answer))).hasSize(1);
        assertThat(isReplayed(again)).isTrue();
        assertThat(checkIn(event, codes.getFirst(), "another").code()).isEqualTo("already-admitted");
        assertThat(isReplayed(checkIn(event, codes.getLast(), "lost"))).isFalse();
    }

    @Test
    void undoesAnAdmission() {
        EventState event = hall();
        String code = codes("ada", order("ada", event, 1)).getFirst();
        checkIn(event, code);

        Answer back = takeBack(event, code);

        assertThat(back.status()).isEqualTo(200);
        assertThat(back.body().path("admittedAt").isNull()).isTrue();
        assertThat(takeBack(event, code).status()).isEqualTo(200);
        assertThat(checkIn(event, code).status()).isEqualTo(200);
        assertThat(takeBack(event, "0".repeat(20)).status()).isEqualTo(404);
    }

    /** Two entrances, and the reversal of the first is sent once more. */
    @Test
    void undoesNoAdmissionThatAnotherDoorMadeSince() {
        EventState event = hall();
        Answer placed = order("ada", event, 1);
        String code = codes("ada", placed).getFirst();
        String mistake = checkIn(event, code).body().path("checkIn").asString();
        assertThat(takeBack(event, code, mistake).body().path("checkIn").isNull())
                .isTrue();
        assertThat(takeBack(event, code, mistake).status()).as("repeated").isEqualTo(200);
        Answer right = checkIn(event, code);
        String stays = right.body().path("checkIn").asString();

        Answer late = takeBack(event, code, mistake);

        assertThat(outcome(late)).isEqualTo("409checked-in-again");
        JsonNode error = late.body().path("errors").path(0);
        assertThat(error.path("ticket").path("checkIn").asString()).isEqualTo(stays);
        assertThat(error.path("message").asString())
                .isEqualTo("was checked in again at "
                        + right.body().path("admittedAt").asString());
        String found = path(event).substring(1) + "?orderId=" + placed.id() + "&ticketId="
                + right.body().path("id").asString() + "&checkIn=";
        assertThat(outcome(orders.delete("organizer", found + mistake))).isEqualTo("409checked-in-again");
        assertThat(checkIn(event, code).code()).as("who is inside stays").isEqualTo("already-admitted");
        assertThat(takenBack(event)).isOne();
        assertThat(sold(event).path("tickets").path(0).path("checkIn").asString())
                .isEqualTo(stays);
        assertThat(outcome(orders.delete("organizer", found + stays))).isEqualTo("200");
    }

    @Test
    void undoesAnAdmissionOrTheNextOneByItsIdOnly() throws Exception {
        EventState event = hall();
        String code = codes("ada", order("ada", event, 1)).getFirst();
        String mistake = checkIn(event, code).body().path("checkIn").asString();
        for (int round = 0; round < ROUNDS; round++) {
            String taken = mistake;
            // Several send the same reversal while another door checks in, once that is possible.
            List<Answer> answers = atOnce(4, i -> i == 0 ? checkIn(event, code) : takeBack(event, code, taken));

            if (answers.getFirst().status() != 200) {
                answers = List.of(checkIn(event, code));
            }
            mistake = answers.getFirst().body().path("checkIn").asString();
            assertThat(sold(event).path("tickets").path(0).path("checkIn").asString())
                    .as("round %d", round)
                    .isEqualTo(mistake);
        }
    }

    @Test
    void aRequestThatIsRepeatedAfterItWasUndoneAdmitsNobody() {
        EventState event = hall();
        String code = codes("ada", order("ada", event, 1)).getFirst();
        checkIn(event, code, "mistake");
        takeBack(event, code);

        Answer repeated = checkIn(event, code, "mistake");

        assertThat(repeated.status()).isEqualTo(409);
        assertThat(repeated.code()).isEqualTo("check-in-taken-back");
        assertThat(repeated.body()
                        .path("errors")
                        .path(0)
                        .path("ticket")
                        .path("code")
                        .asString())
                .isEqualTo(code);
        assertThat(checkIn(event, code, "another").status()).isEqualTo(200);
    }

    /** The replica that took it back may have been killed before it was in the record. */
    @Test
    void anUndoThatIsRepeatedIsInTheRecord() {
        EventState event = hall();
        String code = codes("ada", order("ada", event, 1)).getFirst();
        takeBack(event, code);
        assertThat(takenBack(event)).as("nobody was admitted").isZero();
        checkIn(event, code);
        takeBack(event, code);
        takeBack(event, code);
        assertThat(takenBack(event)).isOne();

        orders.mongo().getCollection("record").deleteMany(new Document("event", event.id()));
        takeBack(event, code);
        assertThat(takenBack(event)).isOne();
        checkIn(event, code);
        takeBack(event, code);
        assertThat(takenBack(event)).isEqualTo(2);
    }

    private static long takenBack(EventState event) {
        return orders.mongo()
                .getCollection("record")
                .countDocuments(new Document("event", event.id()).append("kind", "check-in-taken-back"));
    }

    @Test
    void admitsATicketOrSellsItBackButNotBoth() throws Exception {
        EventState event = hall();
        int guests = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String buyer = "ada" + round;
            Answer free = order(buyer, event, 1);
            String code = codes(buyer, free).getFirst();

            List<Answer> answers = atOnce(
                    2,
                    i -> i == 0
                            ? checkIn(event, code)
                            : orders.call("POST", buyer, "/sell", Map.of("orderId", free.id())));

            List<String> outcomes = answers.stream().map(DoorIT::outcome).toList();
            assertThat(outcomes).isIn(List.of("200", "409not-sellable"), List.of("409ticket-not-valid", "200"));
            guests += answers.getFirst().status() == 200 ? 1 : 0;
            assertThat(stored(free.id()).getString("status"))
                    .isEqualTo(answers.getFirst().status() == 200 ? "COMPLETED" : "SOLD_BACK");
        }
        int admitted = guests;
        await().untilAsserted(
                        () -> assertThat(sales(event).path("admitted").asInt()).isEqualTo(admitted));
    }

    @Test
    void countsNoAdmissionOfATicketThatIsRefundedAtTheSameTime() throws Exception {
        EventState event = hall();
        for (int round = 0; round < ROUNDS; round++) {
            Answer free = order("ada" + round, event, 1);
            String code = codes("ada" + round, free).getFirst();

            List<Answer> answers = atOnce(
                    2,
                    i -> i == 0
                            ? checkIn(event, code)
                            : orders.call("POST", "organizer", "/" + free.id() + "/refund", Map.of()));

            assertThat(outcome(answers.getFirst())).isIn("200", "409ticket-not-valid");
            assertThat(answers.getLast().status()).isEqualTo(200);
            assertThat(checkIn(event, code).code()).isEqualTo("ticket-not-valid");
            assertThat(stored(free.id()).getList("tickets", Document.class)).isEmpty();
            assertThat(stored(free.id()).getInteger("admitted", 0)).isZero();
        }
    }

    @Test
    void aLostDisputeStopsTicketsWhereTheOrganizerWantsThat() {
        EventState event = orders.publish(STOPPED_BY_LOSS, new TierState("hall", "Hall", 1000, 100, 10));
        Answer paid = paid("ada", event);
        List<String> codes = codes("ada", paid);
        dispute(paid, DisputeState.Status.OPEN, 4);
        assertThat(checkIn(event, codes.getFirst(), "early").status()).isEqualTo(200);

        dispute(paid, DisputeState.Status.LOST, 6);
        dispute(paid, DisputeState.Status.OPEN, 5); // told late
        dispute(paid, DisputeState.Status.LOST, 6); // and again

        Answer refused = checkIn(event, codes.getLast());
        assertThat(outcome(refused)).isEqualTo("409ticket-not-valid");
        JsonNode ticket = refused.body().path("errors").path(0).path("ticket");
        assertThat(ticket.path("payment").asString()).isEqualTo("dispute-lost");
        assertThat(ticket.path("holder").asString()).isEqualTo("Name of ada");
        assertThat(isReplayed(checkIn(event, codes.getFirst(), "early")))
                .as("who was let in before gets the same answer")
                .isTrue();
        assertThat(orders.get("ada", "/" + paid.id())
                        .body()
                        .path("ticketsStopped")
                        .asBoolean())
                .isTrue();
        assertThat(sold(event).path("ticketsStopped").asBoolean()).isTrue();
        assertThat(stored(paid.id()).getLong("disputeLostSince")).isEqualTo(6);

        dispute(paid, DisputeState.Status.WON, 7);

        assertThat(orders.get("ada", "/" + paid.id())
                        .body()
                        .path("ticketsStopped")
                        .asBoolean())
                .isFalse();
        assertThat(checkIn(event, codes.getLast()).status()).isEqualTo(200);
        assertThat(stored(paid.id())).doesNotContainKey("disputeLostSince");
    }

    @Test
    void aLostDisputeStopsNoTicketsUnlessTheOrganizerWantsThat() {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 100, 10));
        Answer paid = paid("ada", event);

        dispute(paid, DisputeState.Status.LOST, 4);

        Answer admitted = checkIn(event, codes("ada", paid).getFirst());
        assertThat(admitted.status()).isEqualTo(200);
        assertThat(admitted.body().path("payment").asString()).isEqualTo("dispute-lost");
        assertThat(sold(event).path("ticketsStopped").asBoolean()).isFalse();
    }

    private static Answer paid(String user, EventState event) {
        Answer placed = order(user, event, 2);
        orders.authorize(placed.body(), Instant.now());
        await().until(() -> stored(placed.id()).getString("status").equals("COMPLETED"));
        return placed;
    }

    /** Reports a dispute, and waits until a report of that version or a later one is known. */
    private static void dispute(Answer paid, DisputeState.Status status, long version) {
        orders.publish(new PaymentDisputed(new PaymentState(
                Ids.derived("payment", paid.id()),
                paid.id(),
                "ada",
                PaymentStatus.CAPTURED,
                2000,
                "EUR",
                Instant.now(),
                null,
                0,
                null,
                new DisputeState(2000, "fraudulent", status),
                version)));
        await().until(() -> stored(paid.id()).get("moneyBackVersion") instanceof Long known && known >= version);
    }

    private static JsonNode sold(EventState event) {
        return orders.get("organizer", "/events/" + event.id())
                .body()
                .path("items")
                .path(0);
    }

    @Test
    void offersNoSaleBackOnceATicketIsAdmitted() {
        EventState event = hall();
        Answer free = order("ada", event, 1);
        assertThat(free.body().path("sellableUntil").isNull()).isFalse();

        checkIn(event, codes("ada", free).getFirst());

        assertThat(orders.get("ada", "/" + free.id())
                        .body()
                        .path("sellableUntil")
                        .isNull())
                .isTrue();
    }

    @Test
    void findsNoTicketsOfOtherEvents() {
        EventState event = hall();
        String elsewhere = codes("ada", order("ada", hall(), 1)).getFirst();

        for (String code : List.of(elsewhere, "0".repeat(20), "not a code", "{$ne: null}")) {
            assertThat(checkIn(event, code).code()).as(code).isEqualTo("not-found");
        }
    }

    @Test
    void admitsForTheOrganizerOnly() {
        EventState event = hall();
        String code = codes("ada", order("ada", event, 1)).getFirst();

        for (String stranger : List.of("ada", "mallory")) {
            Answer answer = orders.call("POST", stranger, path(event), Map.of("code", code));
            assertThat(answer.status()).isEqualTo(404);
            assertThat(orders.call("DELETE", stranger, path(event) + "/" + code, null)
                            .status())
                    .isEqualTo(404);
        }
        assertThat(checkIn(event, code).status()).isEqualTo(200);
    }

    @Test
    void keepsTheTimeOfAScanThatIsSentLater() {
        EventState event = hall();
        Answer free = order("ada", event, 3);
        List<String> codes = codes("ada", free);
        Instant ordered = Instant.parse(free.body().path("createdAt").asString());

        assertThat(admittedAt(event, codes.get(0), "-999999999-01-01T00:00:00Z"))
                .isEqualTo(ordered);
        assertThat(admittedAt(event, codes.get(1), "+999999999-01-01T00:00:00Z"))
                .isBetween(ordered, Instant.now());
        Instant then = ordered.plusMillis(1);
        assertThat(admittedAt(event, codes.get(2), then.toString())).isEqualTo(then);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"code\": \"\"}",
                "{\"code\": {\"$ne\": 1}}",
                "{\"code\": \"A\", \"at\": \"x\"}"
            })
    void refusesMalformedRequests(String body) {
        assertThat(orders.call("POST", "organizer", path(hall()), body).status())
                .isEqualTo(400);
    }

    @Test
    void showsTheOrganizerHowManyWereAdmitted() {
        EventState event = hall();
        List<String> codes = codes("ada", order("ada", event, 3));
        checkIn(event, codes.get(0));
        checkIn(event, codes.get(1));
        checkIn(event, codes.get(2));
        takeBack(event, codes.get(2));

        await().untilAsserted(
                        () -> assertThat(sales(event).path("admitted").asInt()).isEqualTo(2));
        Answer csv = orders.get("organizer", "/events/" + event.id() + "/orders.csv");
        assertThat(new String(csv.response().body(), StandardCharsets.UTF_8).lines())
                .last()
                .asString()
                .contains(",EUR,2,");
    }

    private static EventState hall() {
        return orders.publish(new TierState("hall", "Hall", 0, 100, 10));
    }

    private static Answer order(String user, EventState event, int quantity) {
        return orders.order(user, event.id(), Map.of("hall", quantity));
    }

    private static List<String> codes(String user, Answer order) {
        return orders.get(user, "/" + order.id() + "/tickets").body().values().stream()
                .map(ticket -> ticket.path("code").asString())
                .toList();
    }

    private static String path(EventState event) {
        return "/events/" + event.id() + "/check-ins";
    }

    private static Answer checkIn(EventState event, String code) {
        return orders.call("POST", "organizer", path(event), Map.of("code", code));
    }

    private static Answer checkIn(EventState event, String code, String key) {
        return orders.call("POST", "organizer", path(event), Map.of("code", code), "Idempotency-Key", key);
    }

    private static Answer takeBack(EventState event, String code) {
        return orders.delete("organizer", path(event).substring(1) + "/" + code);
    }

    private static Answer takeBack(EventState event, String code, String checkIn) {
        return orders.delete("organizer", path(event).substring(1) + "/" + code + "?checkIn=" + checkIn);
    }

    private static Instant admittedAt(EventState event, String code, String at) {
        Answer answer = orders.call("POST", "organizer", path(event), Map.of("code", code, "at", at));
        return Instant.parse(answer.body().path("admittedAt").asString());
    }

    /** The status, with the code of a problem; the body of an admission has a code of another kind. */
    private static String outcome(Answer answer) {
        return answer.status() == 200 ? "200" : answer.status() + answer.code();
    }

    private static boolean isReplayed(Answer answer) {
        return answer.response().headers().firstValue("Idempotency-Replayed").isPresent();
    }

    private static JsonNode sales(EventState event) {
        return orders.get("organizer", "/events/" + event.id() + "/sales").body();
    }

    private static Document stored(String orderId) {
        return orders.mongo()
                .getCollection("orders")
                .find(new Document("_id", orderId))
                .first();
    }
}
