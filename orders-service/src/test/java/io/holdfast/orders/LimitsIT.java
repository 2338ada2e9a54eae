package io.holdfast.orders;

import static io.holdfast.orders.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.orders.RunningOrders.Counts;
import io.holdfast.testkit.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Limits that are set, lowered and lifted while an event is sold by two replicas: they count what a buyer has, whenever it was ordered. */
@Tag("storage")
class LimitsIT {

    /** Longer than a replica sells by an older copy of an event. */
    private static final Duration KNOWN = Duration.ofMillis(1_500);

    private static RunningOrders orders;

    @BeforeAll
    static void start() {
        orders = new RunningOrders(
                TestBroker.shared(),
                2,
                "holdfast.orders.abandoned-after=1s",
                "holdfast.orders.healing=200ms",
                "holdfast.orders.hold=10s");
    }

    @AfterAll
    static void stop() {
        if (orders != null) {
            orders.close();
        }
    }

    @Test
    void aLimitCountsWhatWasOrderedBeforeItWasSet() throws Exception {
        EventState event = orders.publish(hall());
        paid("ada", event, 3);
        paid("ada", event, 7);

        limit(event, 4);

        assertThat(order("ada", event, 1)).isEqualTo("limit-reached");
        assertThat(order("ada", event, 1)).as("at the other replica").isEqualTo("limit-reached");
        assertThat(order("bob", event, 4)).isEqualTo("placed");
        assertThat(order("bob", event, 1)).isEqualTo("limit-reached");
        assertThat(counted(event, "ada")).isEqualTo(10);
        awaitAllowance(event, "ada", new Counts(-10, 0, 10));
    }

    @Test
    void aLimitThatIsLiftedAndSetAgainCountsWhatWasOrderedMeanwhile() throws Exception {
        EventState event = orders.publish(terms(3), hall());
        paid("ada", event, 3);
        assertThat(order("ada", event, 1)).isEqualTo("limit-reached");

        EventState lifted = limit(event, null);
        paid("ada", event, 5);
        EventState higher = limit(lifted, 9);

        assertThat(order("ada", event, 2)).isEqualTo("limit-reached");
        assertThat(order("ada", event, 1)).isEqualTo("placed");
        limit(higher, 2);
        assertThat(order("ada", event, 1)).isEqualTo("limit-reached");
        assertThat(order("bob", event, 2)).isEqualTo("placed");
        assertThat(counted(event, "ada")).isEqualTo(9);
    }

    @Test
    void itIsStoredSinceWhenThereAreTheseLimits() throws Exception {
        EventState event = orders.publish(terms(3), hall());
        Object first = limitsSince(event);

        EventState moved =
                EventChanges.change(orders, event, terms(3), event.startsAt().plusSeconds(60));
        assertThat(limitsSince(event)).isNotNull().isEqualTo(first);

        limit(moved, 4);
        assertThat(limitsSince(event)).isNotEqualTo(first);
    }

    @Test
    void aLimitOfATierCountsTheUnitsOfThatTier() throws Exception {
        TierState lawn = new TierState("lawn", "Lawn", 1000, 100, 10);
        EventState event = orders.publish(hall(), lawn);
        Placed both = placed(orders.order("ada", event.id(), Map.of("hall", 3, "lawn", 2)));

        EventChanges.changeTiers(
                orders, event, new TierState("hall", "Hall", 1000, 100, 10, 4, null, event.version() + 1), lawn);
        Thread.sleep(KNOWN);

        assertThat(order("ada", event, 2)).isEqualTo("limit-reached");
        assertThat(orders.order("ada", event.id(), Map.of("lawn", 5)).status()).isEqualTo(201);
        assertThat(orders.delete("ada", both.id()).status()).isLessThan(300);
        assertThat(order("ada", event, 4))
                .as("what was given up counts no more")
                .isEqualTo("placed");
        assertThat(order("ada", event, 1)).isEqualTo("limit-reached");
    }

    @Test
    void whatWasOrderedBeforeTheLimitAndIsOverCountsNoMore() throws Exception {
        EventState event = orders.publish(hall());
        Placed soldBack = paid("ada", event, 2);
        Placed cancelled = placed(orders.order("ada", event.id(), Map.of("hall", 3)));
        Placed paidLater = placed(orders.order("ada", event.id(), Map.of("hall", 1)));
        limit(event, 6);
        assertThat(order("ada", event, 1)).isEqualTo("limit-reached");
        assertThat(counted(event, "ada")).isEqualTo(6);

        authorize(paidLater);
        sellBack("ada", soldBack);
        assertThat(counted(event, "ada"))
                .as("released when the answer is there")
                .isEqualTo(4);
        assertThat(orders.delete("ada", cancelled.id()).status()).isLessThan(300);
        assertThat(counted(event, "ada")).isEqualTo(1);

        sellBack("ada", paidLater);
        assertThat(counted(event, "ada")).isZero();
        assertThat(order("ada", event, 6)).isEqualTo("placed");
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(94, 6, 0));
    }

    @Test
    void aHoldFromBeforeTheLimitThatExpiresCountsNoMore() throws Exception {
        EventState event = orders.publish(hall());
        Instant placed = Instant.now();
        assertThat(order("ada", event, 4)).isEqualTo("placed");
        limit(event, 4);
        assertThat(order("ada", event, 1)).isEqualTo("limit-reached");

        Thread.sleep(Math.max(
                0, Duration.between(Instant.now(), placed.plusSeconds(11)).toMillis()));

        assertThat(order("ada", event, 4)).isEqualTo("placed");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(counted(event, "ada")).isEqualTo(4));
    }

    @Test
    void aLimitTakesEffectWithinSecondsWhileEverybodyOrders() throws Exception {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 5_000, 10));
        List<String> buyers = List.of("ada", "bob", "eve", "joe");
        Instant until = Instant.now().plusSeconds(6);
        AtomicReference<Instant> set = new AtomicReference<>(Instant.MAX);

        List<List<Instant>> placed = atOnce(buyers.size() + 2, i -> {
            if (i == buyers.size()) {
                pause(Duration.ofSeconds(2));
                EventChanges.change(orders, event, terms(1), event.startsAt());
                set.set(Instant.now());
                return List.of();
            }
            List<Instant> times = new ArrayList<>();
            for (int n = 0; Instant.now().isBefore(until); n++) {
                String buyer = i > buyers.size() ? "guest" + n + Ids.random() : buyers.get(i);
                Instant asked = Instant.now();
                if (orders.order(buyer, event.id(), Map.of("hall", 1)).status() == 201) {
                    times.add(asked);
                } else {
                    assertThat(i).as("a buyer at the limit").isLessThan(buyers.size());
                }
            }
            return times;
        });

        Instant inForce = set.get().plus(KNOWN);
        for (int i = 0; i < buyers.size(); i++) {
            assertThat(placed.get(i)).isNotEmpty().allMatch(asked -> asked.isBefore(inForce));
            assertThat(counted(event, buyers.get(i))).isEqualTo(placed.get(i).size());
        }
        assertThat(placed.getLast()).as("sales go on").anyMatch(asked -> asked.isAfter(inForce));
        orders.audit(event, "hall");
    }

    private record Placed(String id, JsonNode body) {}

    private static TierState hall() {
        return new TierState("hall", "Hall", 1000, 100, 10);
    }

    private static SalesTerms terms(Integer maxPerBuyer) {
        return new SalesTerms(maxPerBuyer, true, null, false);
    }

    /** Sets another limit and waits until both replicas know it. */
    private static EventState limit(EventState event, Integer most) throws InterruptedException {
        EventState changed = EventChanges.change(orders, event, terms(most), event.startsAt());
        Thread.sleep(KNOWN);
        return changed;
    }

    private static String order(String buyer, EventState event, int units) {
        Answer answer = orders.order(buyer, event.id(), Map.of("hall", units));
        return answer.status() == 201 ? "placed" : answer.code();
    }

    private static Placed placed(Answer answer) {
        assertThat(answer.status()).isEqualTo(201);
        return new Placed(answer.id(), answer.body());
    }

    private static Placed paid(String buyer, EventState event, int units) {
        Placed order = placed(orders.order(buyer, event.id(), Map.of("hall", units)));
        authorize(order);
        return order;
    }

    private static void authorize(Placed order) {
        orders.authorize(order.body(), Instant.now());
        await().until(() -> orders.mongo()
                        .getCollection("orders")
                        .countDocuments(new Document("_id", order.id()).append("status", "COMPLETED"))
                == 1);
    }

    /** Sells tickets back; the units are free, and count against no limit, when this returns. */
    private static void sellBack(String buyer, Placed order) {
        assertThat(orders.call("POST", buyer, "/sell", Map.of("orderId", order.id()))
                        .status())
                .isEqualTo(200);
    }

    private static int counted(EventState event, String buyer) {
        return -allowance(event, buyer).getInteger("free");
    }

    private static void awaitAllowance(EventState event, String buyer, Counts counts) {
        await().untilAsserted(() -> {
            Document allowance = allowance(event, buyer);
            assertThat(new Counts(
                            allowance.getInteger("free"), allowance.getInteger("held"), allowance.getInteger("sold")))
                    .isEqualTo(counts);
        });
    }

    private static Object limitsSince(EventState event) {
        return orders.mongo()
                .getCollection("sales")
                .find(new Document("_id", event.id()))
                .first()
                .get("limitsSince");
    }

    private static Document allowance(EventState event, String buyer) {
        return orders.mongo()
                .getCollection("blocks")
                .find(new Document("_id", event.id() + "/@/" + buyer))
                .first();
    }

    private static void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
