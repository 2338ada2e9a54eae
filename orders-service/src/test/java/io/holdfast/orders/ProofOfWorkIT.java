package io.holdfast.orders;

import static io.holdfast.orders.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.WaitingRoomState;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.testkit.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Events that ask for proof of work, with two replicas that make and accept the same puzzles. */
@Tag("storage")
class ProofOfWorkIT {

    private static RunningOrders orders;

    @BeforeAll
    static void start() {
        orders = new RunningOrders(
                TestBroker.shared(),
                2,
                "holdfast.orders.proof-of-work.numbers=2000",
                "holdfast.orders.waiting-room.per-network=10");
    }

    @AfterAll
    static void stop() {
        if (orders != null) {
            orders.close();
        }
    }

    @Test
    void anOrderNeedsASolution() {
        EventState event = publish(null);

        Answer refused = order("ada", event, null);

        assertThat(refused.status()).isEqualTo(428);
        assertThat(refused.code()).isEqualTo("proof-required");
        assertThat(refused.body().path("puzzle").asString())
                .isEqualTo("/api/orders/events/%s/puzzle".formatted(event.id()));
        assertThat(order("ada", event, solution(event)).status()).isEqualTo(201);
        assertThat(order("ada", orders.publish(hall()), null).status())
                .as("of an event that does not ask")
                .isEqualTo(201);
    }

    @Test
    void aSolutionIsGoodOnce() {
        EventState event = publish(null);
        String solution = solution(event);
        assertThat(order("ada", event, solution).status()).isEqualTo(201);

        for (String buyer : List.of("ada", "bob", "ada", "bob")) {
            assertThat(order(buyer, event, solution).code()).isEqualTo("proof-used");
        }
        assertThat(orders.audit(event, "hall").held()).isEqualTo(1);
    }

    @Test
    void ofManyThatUseItAtOnceOneDoes() throws Exception {
        EventState event = publish(null);
        String solution = solution(event);

        List<Integer> answers =
                atOnce(12, i -> order("buyer" + i, event, solution).status());

        assertThat(Collections.frequency(answers, 201)).isEqualTo(1);
        assertThat(Collections.frequency(answers, 428)).isEqualTo(11);
        assertThat(orders.audit(event, "hall").held()).isEqualTo(1);
    }

    @Test
    void aRepeatedRequestMayRepeatItsSolution() {
        EventState event = publish(null);
        String solution = solution(event);
        String key = Ids.random();

        // What is not to be had leaves no order that a repetition would find.
        for (int i = 0; i < 4; i++) {
            assertThat(order("ada", event, 101, solution, key).code()).isNotEqualTo("proof-used");
        }
        Answer placed = order("ada", event, 1, solution, key);
        assertThat(placed.status()).isEqualTo(201);
        for (int i = 0; i < 2; i++) {
            Answer again = order("ada", event, 1, solution, key);
            assertThat(again.id()).isEqualTo(placed.id());
            assertThat(again.status()).isLessThan(300);
        }
        assertThat(order("bob", event, 1, solution, key).code()).isEqualTo("proof-used");
        assertThat(order("ada", event, 1, solution, Ids.random()).code()).isEqualTo("proof-used");
    }

    @Test
    void aSolutionOfAnotherEventOrOfNoPuzzleIsWrong() {
        EventState event = publish(null);
        String other = solution(publish(null));
        String own = solution(event);

        for (String wrong : List.of(other, own.substring(4), "bm9uZQ==", "?")) {
            assertThat(order("ada", event, wrong).code()).isEqualTo("proof-wrong");
        }
        assertThat(order("ada", event, own).status()).as("was not used").isEqualTo(201);
        assertThat(orders.get("ada", "/events/none/puzzle").status()).isEqualTo(404);
    }

    @Test
    void aWaitingRoomIsEnteredWithOneAndOrdersNeedNone() {
        EventState event = publish(new WaitingRoomState(Instant.now().plus(Duration.ofDays(1)), null, 100));
        assertThat(enter("ada", event, null).code()).isEqualTo("proof-required");
        String solution = solution(event);

        assertThat(enter("ada", event, solution).status()).isEqualTo(201);

        // Another replica may not know of the entry yet.
        assertThat(enter("ada", event, solution).status()).isLessThan(300);
        assertThat(enter("ada", event, solution).status()).isLessThan(300);
        assertThat(enter("bob", event, solution).code()).isEqualTo("proof-used");
        EventChanges.change(
                orders, event, terms(new WaitingRoomState(Instant.now().plusSeconds(1), null, 100)), event.startsAt());
        // Each replica sees a moment later that it opened.
        await().until(() -> order("ada", event, null).status() == 201);
    }

    /** All of them are behind one address, as those in a mobile network are. */
    @Test
    void whoSolvesNothingUsesUpNoEntriesOfOthers() {
        EventState event = publish(new WaitingRoomState(Instant.now().plus(Duration.ofDays(1)), null, 100));
        for (int i = 0; i < 40; i++) {
            assertThat(enter("eve", event, null).code()).isEqualTo("proof-required");
        }

        assertThat(enter("fay", event, solution(event)).status()).isEqualTo(201);
    }

    private static String solution(EventState event) {
        Answer puzzle = orders.get("ada", "/events/" + event.id() + "/puzzle");
        assertThat(puzzle.status()).isEqualTo(200);
        return PuzzleSolver.solve(puzzle.body());
    }

    private static Answer order(String buyer, EventState event, @Nullable String solution) {
        return order(buyer, event, 1, solution, Ids.random());
    }

    private static Answer order(String buyer, EventState event, int units, @Nullable String solution, String key) {
        Map<String, Integer> wanted = Map.of("hall", units);
        return solution == null
                ? orders.order(buyer, event.id(), wanted, "Idempotency-Key", key)
                : orders.order(buyer, event.id(), wanted, "Idempotency-Key", key, "Puzzle-Solution", solution);
    }

    private static Answer enter(String buyer, EventState event, @Nullable String solution) {
        String path = "/events/" + event.id() + "/waiting-room/entries";
        return solution == null
                ? orders.call("POST", buyer, path, null)
                : orders.call("POST", buyer, path, null, "Puzzle-Solution", solution);
    }

    private static EventState publish(@Nullable WaitingRoomState room) {
        EventState event = orders.publish(terms(room), hall());
        orders.awaitSold(event);
        return event;
    }

    private static SalesTerms terms(@Nullable WaitingRoomState room) {
        return new SalesTerms(null, true, null, false, null, null, null, room, null, true);
    }

    private static TierState hall() {
        return new TierState("hall", "Hall", 1000, 100, 200);
    }
}
