package io.holdfast.orders;

import static io.holdfast.orders.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.orders.RunningOrders.Counts;
import io.holdfast.testkit.TestBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Numbered seats and limits per buyer, on two replicas. */
@Tag("storage")
class SeatsIT {

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
    void aSeatThatManyBuyersRequestIsSoldOnce() throws Exception {
        EventState event = orders.publish(seated(new RowState("A", 70), new RowState("B", 6)));

        List<Answer> answers =
                atOnce(40, i -> order("buyer" + i, event, seats("A-" + (63 + i % 4), "A-" + (64 + i % 4))));

        assertThat(answers).allMatch(answer -> answer.status() == 201 || answer.status() == 409);
        List<String> sold = answers.stream()
                .filter(answer -> answer.status() == 201)
                .flatMap(answer -> seatsOf(answer).stream())
                .toList();
        assertThat(sold).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(2);
        assertThat(orders.audit(event, "stalls")).isEqualTo(new Counts(76 - sold.size(), sold.size(), 0));
    }

    @Test
    void rowsHaveAnyLettersAndBeginAtAnyNumber() {
        List<Integer> before = IntStream.rangeClosed(1, 100).boxed().toList();
        EventState event = orders.publish(seated(
                new RowState("Ä", null, 112, before, List.of(), List.of(), List.of()),
                new RowState("Б", 1001, 1012, List.of(1003), List.of(), List.of(), List.of())));

        Answer best = order("ada", event, quantity(2));
        Answer picked = order("bob", event, seats("A\u0308-101", "Ä-102", "Б-1012"));

        assertThat(seatsOf(best)).as("in the middle").containsExactly("Ä-106", "Ä-107");
        assertThat(seatsOf(picked)).containsExactlyInAnyOrder("Ä-101", "Ä-102", "Б-1012");
        for (String outside : List.of("Ä-100", "Б-1000", "Б-1003", "Б-12", "Б-1013")) {
            assertThat(order("eve", event, seats(outside)).status()).as(outside).isEqualTo(400);
        }
        assertThat(orders.audit(event, "stalls")).isEqualTo(new Counts(18, 5, 0));
        assertThat(orders.delete("bob", picked.id()).status()).isEqualTo(200);
        assertThat(orders.audit(event, "stalls")).isEqualTo(new Counts(21, 2, 0));
    }

    @Test
    void rowsOfTheSameLabelInTwoSectionsHaveDifferentSeats() throws Exception {
        EventState event = orders.publish(seated(
                new RowState("A", 2),
                new RowState("Stalls left A", 70),
                new RowState("St. Peter’s box A", 2),
                new RowState("バルコニー А", 2)));

        List<Answer> answers = atOnce(
                24,
                i -> order(
                        "buyer" + i,
                        event,
                        seats(List.of("A-1", "Stalls left A-1", "Stalls left A-66", "St. Peter’s box A-1", "バルコニー А-1")
                                .get(i % 5))));

        List<String> sold = answers.stream()
                .filter(answer -> answer.status() == 201)
                .flatMap(answer -> seatsOf(answer).stream())
                .toList();
        assertThat(sold)
                .containsExactlyInAnyOrder(
                        "A-1", "Stalls left A-1", "Stalls left A-66", "St. Peter’s box A-1", "バルコニー А-1");
        assertThat(orders.audit(event, "stalls")).isEqualTo(new Counts(71, 5, 0));
        assertThat(order("eve", event, seats("Stalls A-1")).status())
                .as("no section of that name")
                .isEqualTo(400);
        Answer taken = order("eve", event, seats("St. Peter’s box A-1"));
        assertThat(strings(taken.body().path("errors").path(0).path("nearest"))).containsExactly("St. Peter’s box A-2");
        Answer apart = order("bob", event, quantity(3));
        assertThat(seatsOf(apart))
                .as("side by side, in one section")
                .allMatch(seat -> seat.startsWith("Stalls left A-"));
    }

    @Test
    void theBestSeatsOfTwoReplicasAreTogetherAndSoldOnce() throws Exception {
        EventState event = orders.publish(
                seated(new RowState("A", 20), new RowState("B", 20), new RowState("C", 20), new RowState("D", 20)));

        List<Answer> answers = atOnce(30, i -> order("buyer" + i, event, quantity(2)));

        assertThat(answers).allMatch(answer -> answer.status() == 201);
        List<String> sold =
                answers.stream().flatMap(answer -> seatsOf(answer).stream()).toList();
        assertThat(sold).hasSize(60).doesNotHaveDuplicates();
        assertThat(answers)
                .allSatisfy(answer -> assertThat(together(seatsOf(answer)))
                        .as(seatsOf(answer) + " are side by side")
                        .isTrue());
        assertThat(orders.audit(event, "stalls")).isEqualTo(new Counts(20, 60, 0));
    }

    @Test
    void everySeatIsSoldBeforeABuyerIsRefused() throws Exception {
        EventState event = orders.publish(seated(new RowState("A", 5), new RowState("B", 5)));

        List<Answer> answers = atOnce(14, i -> order("buyer" + i, event, quantity(1)));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(10);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .allMatch(answer -> answer.code().equals("all-held"));
        assertThat(orders.audit(event, "stalls")).isEqualTo(new Counts(0, 10, 0));
    }

    @Test
    void aRefusalNamesTakenSeatsAndFreeOnesNearby() {
        EventState event = orders.publish(seated(new RowState("A", 6), new RowState("B", 6)));
        assertThat(order("ada", event, seats("A-2")).status()).isEqualTo(201);

        Answer late = order("bob", event, seats("A-2", "A-3"));

        assertThat(late.status()).isEqualTo(409);
        assertThat(late.code()).isEqualTo("seats-taken");
        JsonNode error = late.body().path("errors").path(0);
        assertThat(strings(error.path("seats"))).containsExactly("A-2");
        assertThat(strings(error.path("nearest"))).containsExactly("A-3", "A-4");
        assertThat(orders.audit(event, "stalls")).isEqualTo(new Counts(11, 1, 0));
    }

    @Test
    void seatsAndCountsInOneOrderAreAllOrNothing() {
        EventState event = orders.publish(seated(new RowState("A", 4)), new TierState("lawn", "Lawn", 500, 3, 10));
        Map<String, Object> seat = Map.of("tierId", "stalls", "seats", List.of("A-1"));

        Answer refused = order("ada", event, List.of(seat, Map.of("tierId", "lawn", "quantity", 4)));
        Answer placed = order("ada", event, List.of(seat, Map.of("tierId", "lawn", "quantity", 3)));

        assertThat(refused.code()).isEqualTo("not-enough-left");
        assertThat(placed.status()).isEqualTo(201);
        assertThat(placed.body().path("total").asInt()).isEqualTo(2000 + 1500);
        assertThat(orders.audit(event, "stalls")).isEqualTo(new Counts(3, 1, 0));
        assertThat(orders.audit(event, "lawn")).isEqualTo(new Counts(0, 3, 0));
        assertThat(orders.delete("ada", placed.id()).status()).isEqualTo(200);
        assertThat(orders.audit(event, "stalls")).isEqualTo(new Counts(4, 0, 0));
    }

    @Test
    void seatsThatDoNotExistAreInvalid() {
        RowState withGap = new RowState("A", null, 6, List.of(3), List.of(), List.of(), List.of());
        EventState event = orders.publish(seated(withGap), new TierState("lawn", "Lawn", 500, 3, 10));

        for (Map<String, Object> item : List.<Map<String, Object>>of(
                seats("A-3"),
                seats("A-7"),
                seats("B-1"),
                seats("nonsense"),
                seats("A-1", "A-1"),
                Map.of("tierId", "stalls", "seats", List.of("A-1"), "quantity", 2),
                Map.of("tierId", "lawn", "seats", List.of("A-1")))) {
            Answer answer = order("ada", event, item);
            assertThat(answer.status()).as(item.toString()).isEqualTo(400);
        }
        assertThat(orders.audit(event, "stalls")).isEqualTo(new Counts(5, 0, 0));
    }

    @Test
    void ticketsNameTheirSeats() {
        EventState event = orders.publish(
                new TierState("stalls", "Stalls", 0, 4, 10, null, new SeatingState(List.of(new RowState("A", 4))), 1));

        Answer placed = order("ada", event, seats("A-2", "A-3"));

        assertThat(orders.get("ada", "/" + placed.id() + "/tickets").body())
                .extracting(ticket -> ticket.path("seat").asString())
                .containsExactly("A-2", "A-3");
    }

    @Test
    void theOrdersThatABuyerMakesAtOnceStayWithinTheLimit() throws Exception {
        EventState event =
                orders.publish(new SalesTerms(5, true, null, false), new TierState("hall", "Hall", 1000, 100, 10));

        List<Answer> answers = atOnce(20, i -> orders.order("ada", event.id(), Map.of("hall", 2)));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(2);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .allMatch(answer -> answer.code().equals("limit-reached"));
        assertThat(orders.order("bob", event.id(), Map.of("hall", 5)).status()).isEqualTo(201);
        assertThat(orders.order("ada", event.id(), Map.of("hall", 1)).status())
                .as("one more fits")
                .isEqualTo(201);
        Answer over = orders.order("ada", event.id(), Map.of("hall", 1));
        assertThat(over.body().path("errors").path(0).path("available").asInt(-1))
                .isZero();
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(90, 10, 0));
    }

    @Test
    void releasedUnitsNoLongerCountAgainstTheLimit() {
        EventState event = orders.publish(
                new TierState("hall", "Hall", 1000, 100, 10, 3, null, 1), new TierState("lawn", "Lawn", 1000, 100, 10));
        Answer first = orders.order("ada", event.id(), Map.of("hall", 3));
        assertThat(orders.order("ada", event.id(), Map.of("hall", 1)).code()).isEqualTo("limit-reached");
        assertThat(orders.order("ada", event.id(), Map.of("lawn", 10)).status())
                .as("the limit is of the tier")
                .isEqualTo(201);

        orders.delete("ada", first.id());

        assertThat(orders.order("ada", event.id(), Map.of("hall", 3)).status()).isEqualTo(201);
    }

    private static TierState seated(RowState... rows) {
        int seats = IntStream.range(0, rows.length)
                .map(i -> rows[i].seats() - rows[i].gaps().size())
                .sum();
        return new TierState("stalls", "Stalls", 2000, seats, 10, null, new SeatingState(List.of(rows)), 1);
    }

    private static Map<String, Object> seats(String... names) {
        return Map.of("tierId", "stalls", "seats", List.of(names));
    }

    private static Map<String, Object> quantity(int quantity) {
        return Map.of("tierId", "stalls", "quantity", quantity);
    }

    private static Answer order(String user, EventState event, Map<String, Object> item) {
        return order(user, event, List.of(item));
    }

    private static Answer order(String user, EventState event, List<Map<String, Object>> items) {
        return orders.call("POST", user, "", Map.of("eventId", event.id(), "items", items));
    }

    private static List<String> seatsOf(Answer answer) {
        return strings(answer.body().path("items").path(0).path("seats"));
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.asString()));
        return strings;
    }

    private static boolean together(List<String> seats) {
        String[] first = seats.getFirst().split("-");
        String[] last = seats.getLast().split("-");
        return first[0].equals(last[0]) && Integer.parseInt(last[1]) - Integer.parseInt(first[1]) == seats.size() - 1;
    }
}
