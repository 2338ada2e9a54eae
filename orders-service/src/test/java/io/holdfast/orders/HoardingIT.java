package io.holdfast.orders;

import static io.holdfast.orders.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.orders.RunningOrders.Counts;
import io.holdfast.testkit.TestBroker;
import io.holdfast.testkit.TestIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What one buyer may hold of an event without paying: at a time, and again and again. */
@Tag("storage")
class HoardingIT {

    private static RunningOrders orders;

    @BeforeAll
    static void start() {
        orders = new RunningOrders(
                TestBroker.shared(),
                1,
                "holdfast.orders.hoarding.units=40",
                "holdfast.orders.hoarding.given=100",
                "holdfast.orders.healing=200ms");
    }

    @AfterAll
    static void stop() {
        if (orders != null) {
            orders.close();
        }
    }

    @Test
    void sixOrdersOfTenDoNotHoldAWholeEvent() {
        EventState event = orders.publish(hall());
        for (int i = 0; i < 4; i++) {
            assertThat(order("ada", event, 10).status()).isEqualTo(201);
        }

        Answer refused = order("ada", event, 10);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("too-many-held");
        assertThat(refused.body().path("detail").asString()).contains("One buyer may hold 40 tickets");
        assertThat(refused.body().path("errors").path(0).path("available").asInt())
                .isZero();
        assertThat(order("ada", event, 1).code()).isEqualTo("too-many-held");
        assertThat(order("bob", event, 10).status()).isEqualTo(201);
        assertThat(order("ada", orders.publish(hall()), 10).status())
                .as("of another event")
                .isEqualTo(201);
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(50, 50, 0));
    }

    /** Where all is held, a buyer may be the one who holds it. */
    @Test
    void aBuyerIsToldOfTheirOwnHold() {
        SeatingState rows = new SeatingState(List.of(new RowState("A", 3)));
        EventState event = orders.publish(new TierState("stalls", "Stalls", 2_000, 3, 10, null, rows, 1));
        Map<String, Object> seats = Map.of("tierId", "stalls", "seats", List.of("A-2"));
        Answer held = place("ada", event, seats);
        assertThat(held.status()).isEqualTo(201);

        Answer same = place("ada", event, seats);
        assertThat(same.code()).isEqualTo("seats-taken");
        assertThat(same.body().path("detail").asString()).startsWith("You hold some of these tickets yourself.");
        assertThat(ownOrder(same)).isEqualTo(held.id());

        Map<String, Object> all = Map.of("tierId", "stalls", "quantity", 3);
        Answer more = place("ada", event, all);
        assertThat(more.code()).isEqualTo("all-held");
        assertThat(ownOrder(more)).isEqualTo(held.id());

        Answer other = place("bob", event, all);
        assertThat(other.code()).isEqualTo("all-held");
        assertThat(other.body().path("detail").asString()).startsWith("The last tickets are held.");
        assertThat(ownOrder(other)).isEmpty();
    }

    private static Answer place(String user, EventState event, Map<String, Object> item) {
        return orders.call("POST", user, "", Map.of("eventId", event.id(), "items", List.of(item)));
    }

    private static String ownOrder(Answer refused) {
        return refused.body().path("errors").path(0).path("orderId").asString("");
    }

    @Test
    void manyOrdersAtOnceHoldLittleMore() throws Exception {
        EventState event = orders.publish(hall());

        List<Integer> answers = atOnce(12, i -> order("ada", event, 5).status());

        // The first ten units are not checked, and may come to what is checked meanwhile.
        assertThat(Collections.frequency(answers, 201)).isBetween(8, 10);
    }

    @Test
    void whatIsGivenUpMayBeHeldAgain() {
        EventState event = orders.publish(hall());
        String first = order("ada", event, 10).id();
        for (int i = 0; i < 3; i++) {
            order("ada", event, 10);
        }
        assertThat(order("ada", event, 2).code()).isEqualTo("too-many-held");

        assertThat(orders.delete("ada", first).status()).isLessThan(300);

        assertThat(order("ada", event, 10).status()).isEqualTo(201);
        assertThat(order("ada", event, 1).code()).isEqualTo("too-many-held");
    }

    @Test
    void whatIsPaidForCountsNoMore() {
        EventState event = orders.publish(hall());
        for (int i = 0; i < 4; i++) {
            Answer placed = order("ada", event, 10);
            orders.authorize(placed.body(), Instant.now());
            // The units are marked as sold a moment after the order is written.
            int sold = 10 * (i + 1);
            await().untilAsserted(
                            () -> assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(100 - sold, 0, sold)));
        }

        for (int i = 0; i < 4; i++) {
            assertThat(order("ada", event, 10).status()).isEqualTo(201);
        }
        assertThat(order("ada", event, 1).code()).isEqualTo("too-many-held");
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(20, 40, 40));
    }

    @Test
    void aSingleOrderMayBeAsLargeAsItsEventAllows() {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 200, 60));

        assertThat(order("ada", event, 50).status()).isEqualTo(201);
        assertThat(order("ada", event, 1).code()).isEqualTo("too-many-held");
        assertThat(order("bob", event, 60).status()).isEqualTo(201);
    }

    @Test
    void whoeverHoldsAgainAndAgainWithoutPayingHasToWait() {
        EventState event = orders.publish(hall());
        for (int i = 0; i < 10; i++) {
            Answer placed = order("ada", event, 10);
            assertThat(placed.status()).isEqualTo(201);
            assertThat(orders.delete("ada", placed.id()).status()).isLessThan(300);
        }

        Answer refused = order("ada", event, 1);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("rate-limited");
        assertThat(Long.parseLong(
                        refused.response().headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1L, Duration.ofHours(1).toSeconds());
        assertThat(order("bob", event, 10).status()).isEqualTo(201);
    }

    @Test
    void aGuestWhoTypesTheAddressOfAnAccountDoesNotMakeItWait() {
        EventState event = orders.publish(hall());
        String mallory = "guest-" + Ids.random();
        TestIdentity.shared().isGuest(mallory, "ada@example.com");
        for (int i = 0; i < 10; i++) {
            Answer placed = order(mallory, event, 10);
            assertThat(placed.status()).isEqualTo(201);
            assertThat(orders.delete(mallory, placed.id()).status()).isLessThan(300);
        }
        assertThat(order(mallory, event, 1).code()).isEqualTo("rate-limited");

        assertThat(order("ada", event, 10).status()).isEqualTo(201);
    }

    @Test
    void aGuestWhoTypesTheAddressOfAnAccountUsesUpNothingOfWhatItMayHold() {
        EventState event = orders.publish(hall());
        String mallory = "guest-" + Ids.random();
        TestIdentity.shared().isGuest(mallory, "ada@example.com");
        for (int i = 0; i < 4; i++) {
            assertThat(order(mallory, event, 10).status()).isEqualTo(201);
        }
        assertThat(order(mallory, event, 1).code()).isEqualTo("too-many-held");

        for (int i = 0; i < 4; i++) {
            assertThat(order("ada", event, 10).status()).isEqualTo(201);
        }
        assertThat(order("ada", event, 1).code()).isEqualTo("too-many-held");
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(20, 80, 0));
    }

    @Test
    void anOrganizerMayAllowMore() {
        SalesTerms terms = new SalesTerms(60, true, null, false);
        EventState event = orders.publish(terms, hall());
        for (int i = 0; i < 6; i++) {
            assertThat(order("ada", event, 10).status()).isEqualTo(201);
        }
        assertThat(order("ada", event, 1).code()).isEqualTo("limit-reached");
    }

    @Test
    void whatIsFreeOfChargeIsNotHeld() {
        EventState event = orders.publish(new TierState("hall", "Hall", 0, 100, 10));
        for (int i = 0; i < 6; i++) {
            assertThat(order("ada", event, 10).status()).isEqualTo(201);
        }
    }

    private static TierState hall() {
        return new TierState("hall", "Hall", 1000, 100, 10);
    }

    private static Answer order(String user, EventState event, int units) {
        return orders.order(user, event.id(), Map.of("hall", units));
    }
}
