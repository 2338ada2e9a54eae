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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Limits that are set, lowered and lifted while an event is sold by two replicas: they count what a buyer has, whenever it was ordered. */
@Tag("storage")
class LimitsIT {

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
    void aLimitTakesEffectWhileEverybodyOrders() throws Exception {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 5_000, 10));
        List<String> buyers = List.of("ada", "bob", "eve", "joe");
        Map<String, Integer> placed = new ConcurrentHashMap<>();
        CountDownLatch refused = new CountDownLatch(buyers.size());

        atOnce(buyers.size() + 2, i -> {
            if (i < buyers.size()) {
                orderUntilTheLimit(buyers.get(i), event, placed, refused);
            } else if (i == buyers.size()) {
                await().until(() -> buyers.stream().allMatch(buyer -> placed.getOrDefault(buyer, 0) >= 20));
                limit(event, 1);
            } else {
                orderAsOthers(event, refused);
            }
            return i;
        });

        for (String buyer : buyers) {
            assertThat(counted(event, buyer)).isEqualTo(placed.get(buyer));
            assertThat(order(buyer, event, 1)).isEqualTo("limit-reached");
            assertThat(order(buyer, event, 1)).as("at the other replica").isEqualTo("limit-reached");
        }
        assertThat(order("late", event, 1)).as("sales go on").isEqualTo("placed");
        orders.audit(event, "hall");
    }

    private static void orderUntilTheLimit(
            String buyer, EventState event, Map<String, Integer> placed, CountDownLatch refused) {
        try {
            String answer = order(buyer, event, 1);
            while (answer.equals("placed")) {
                placed.merge(buyer, 1, Integer::sum);
                answer = order(buyer, event, 1);
            }
            assertThat(answer).isEqualTo("limit-reached");
        } finally {
            refused.countDown();
        }
    }

    /** Each of them orders once, until all buyers were refused. */
    private static void orderAsOthers(EventState event, CountDownLatch refused) {
        while (refused.getCount() > 0) {
            assertThat(order(Ids.random(), event, 1)).isEqualTo("placed");
        }
    }

    private record Placed(String id, JsonNode body) {}

    private static TierState hall() {
        return new TierState("hall", "Hall", 1000, 100, 10);
    }

    private static SalesTerms terms(Integer maxPerBuyer) {
        return new SalesTerms(maxPerBuyer, true, null, false);
    }

    /** Sets another limit, which both replicas know when this returns. */
    private static EventState limit(EventState event, Integer most) {
        return EventChanges.change(orders, event, terms(most), event.startsAt());
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
}
