package io.holdfast.orders;

import static io.holdfast.orders.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.TierState;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.orders.RunningOrders.Counts;
import io.holdfast.testkit.TestBroker;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many buyers order at once from two replicas that share a database. */
@Tag("storage")
class RushIT {

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
    void fiftyBuyersForFiveTickets() throws Exception {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 5, 10));

        List<Answer> answers = atOnce(50, i -> orders.order("buyer" + i, event.id(), Map.of("hall", 1)));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(5);
        assertThat(answers)
                .filteredOn(answer -> answer.status() == 409)
                .hasSize(45)
                .allSatisfy(answer -> {
                    assertThat(answer.code()).isEqualTo("all-held");
                    assertThat(answer.response().headers().firstValue("Retry-After"))
                            .isPresent();
                });
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(0, 5, 0));
    }

    @Test
    void claimsForThreeTiersNeverOversellAndNoneIsRefusedWhileEnoughIsFree() throws Exception {
        EventState event = orders.publish(
                new TierState("floor", "Floor", 3000, 100, 10),
                new TierState("stand", "Stand", 2000, 100, 10),
                new TierState("balcony", "Balcony", 1000, 100, 10));
        List<String> tiers = List.of("floor", "stand", "balcony");
        Random random = new Random(7);
        List<Map<String, Integer>> quantities = IntStream.range(0, 200)
                .mapToObj(i -> Map.of(tiers.get(random.nextInt(3)), 1 + random.nextInt(4)))
                .toList();

        List<Answer> answers = atOnce(200, i -> orders.order("buyer" + i, event.id(), quantities.get(i)));

        assertThat(answers).allMatch(answer -> answer.status() == 201 || answer.status() == 409);
        for (String tier : tiers) {
            int smallestRefused = IntStream.range(0, 200)
                    .filter(i ->
                            answers.get(i).status() == 409 && quantities.get(i).containsKey(tier))
                    .map(i -> quantities.get(i).get(tier))
                    .min()
                    .orElse(Integer.MAX_VALUE);
            // Nothing was released during the rush, so what is free now was free during every request.
            assertThat(orders.audit(event, tier).free()).isLessThan(smallestRefused);
        }
        int granted = IntStream.range(0, 200)
                .filter(i -> answers.get(i).status() == 201)
                .map(i -> quantities.get(i).values().iterator().next())
                .sum();
        int held = tiers.stream()
                .mapToInt(tier -> orders.audit(event, tier).held())
                .sum();
        assertThat(granted).isEqualTo(held).isGreaterThan(250);
    }

    @Test
    void anOrderOverSeveralTiersIsAllOrNothing() throws Exception {
        EventState event =
                orders.publish(new TierState("many", "Many", 1000, 100, 10), new TierState("few", "Few", 1000, 3, 10));

        List<Answer> answers = atOnce(20, i -> orders.order("buyer" + i, event.id(), Map.of("many", 2, "few", 1)));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(3);
        assertThat(orders.audit(event, "many")).isEqualTo(new Counts(94, 6, 0));
        assertThat(orders.audit(event, "few")).isEqualTo(new Counts(0, 3, 0));
    }

    @Test
    void theSameOrderTenTimesWithOneKeyIsOneOrder() throws Exception {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 50, 10));

        List<Answer> answers = atOnce(
                10, i -> orders.order("ada", event.id(), Map.of("hall", 3), "Idempotency-Key", "once-" + event.id()));

        assertThat(answers).allMatch(answer -> answer.status() == 201);
        assertThat(answers)
                .extracting(Answer::id)
                .containsOnly(answers.getFirst().id());
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(47, 3, 0));
    }

    /** What is missing then is what the same key got: none is told that there is nothing left. */
    @Test
    void theLastUnitsAreOneOrderHoweverOftenItsKeyIsRepeated() throws Exception {
        for (int round = 0; round < 5; round++) {
            EventState event = orders.publish(new TierState("hall", "Hall", 1000, 3, 10));

            List<Answer> answers = atOnce(
                    20,
                    i -> orders.order("ada", event.id(), Map.of("hall", 3), "Idempotency-Key", "last-" + event.id()));

            assertThat(answers).extracting(Answer::status).containsOnly(201);
            assertThat(answers)
                    .extracting(Answer::id)
                    .containsOnly(answers.getFirst().id());
            assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(0, 3, 0));
        }
    }

    @Test
    void unitsReleasedDuringARushAreSoldAgain() throws Exception {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 40, 10));

        List<Answer> answers = atOnce(100, i -> {
            Answer answer = orders.order("buyer" + i, event.id(), Map.of("hall", 1 + i % 3));
            return answer.status() == 201 && i % 2 == 0 ? orders.delete("buyer" + i, answer.id()) : answer;
        });

        assertThat(answers).allMatch(answer -> List.of(200, 201, 409).contains(answer.status()));
        Counts counts = orders.audit(event, "hall");
        int kept = answers.stream()
                .filter(answer -> answer.status() == 201)
                .mapToInt(answer ->
                        answer.body().path("items").path(0).path("quantity").asInt())
                .sum();
        assertThat(counts).isEqualTo(new Counts(40 - kept, kept, 0));
        while (counts.free() > 0) {
            int party = Math.min(10, counts.free());
            assertThat(orders.order("late", event.id(), Map.of("hall", party)).status())
                    .isEqualTo(201);
            counts = orders.audit(event, "hall");
        }
    }

    @Test
    void anOrderCancelledTenTimesAtOnceReleasesItsUnitsOnce() throws Exception {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 50, 10));
        Answer kept = orders.order("bob", event.id(), Map.of("hall", 4));
        Answer cancelled = orders.order("ada", event.id(), Map.of("hall", 10));
        assertThat(kept.status()).isEqualTo(201);

        List<Answer> answers = atOnce(10, i -> orders.delete("ada", cancelled.id()));

        assertThat(answers).allMatch(answer -> answer.status() == 200);
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(46, 4, 0));
    }
}
