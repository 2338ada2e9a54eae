package io.holdfast.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.HoldExpired;
import io.holdfast.contracts.PaymentChallenged;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.orders.RunningOrders.Counts;
import io.holdfast.testkit.TestBroker;
import java.time.Instant;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds that run out within seconds. What has to happen before that is done again with another event where it came too late. */
@Tag("storage")
class ExpiringHoldsIT {

    private static RunningOrders orders;

    @BeforeAll
    static void start() {
        orders = new RunningOrders(
                TestBroker.shared(),
                1,
                "holdfast.orders.hold=5s",
                "holdfast.orders.prolonged=8s",
                // So that the sweep looks at holds that are prolonged.
                "holdfast.orders.abandoned-after=5s",
                "holdfast.orders.healing=200ms");
    }

    @AfterAll
    static void stop() {
        if (orders != null) {
            orders.close();
        }
    }

    @Test
    void anOverdueHoldIsForTheNextBuyerWithoutAMessage() {
        EventState event;
        Answer first;
        Answer second;
        do {
            event = hall(1);
            first = place(event, 1);
            second = order("bob", event, 1);
        } while (second.status() == 201);
        assertThat(second.code()).isEqualTo("all-held");

        awaitPlaced("bob", event, 1);

        assertThat(status(first)).isEqualTo("EXPIRED");
        assertThat(Instant.now()).isAfter(expiresAt(first));
    }

    @Test
    void anOrderWhosePaymentCameTooLateExpires() {
        EventState event = hall(5);
        Answer placed = place(event, 1);
        Instant deadline = expiresAt(placed);

        awaitAfter(deadline);
        orders.authorize(placed.body(), deadline);

        assertExpired(placed, event);
    }

    @Test
    void anOrderExpiresByTheMessageOfItsDeadline() {
        EventState event = hall(5);
        Answer placed = place(event, 5);
        awaitAfter(expiresAt(placed));

        publishExpired(placed);

        assertExpired(placed, event);
    }

    /** The message of the first deadline is no reason to expire it, nor is a claim of another buyer, nor the sweep. */
    @Test
    void anOrderWhoseBankAsksIsHeldLongerAndExpiresAfterThat() {
        EventState event;
        Answer placed;
        Instant asked;
        do {
            event = hall(1);
            placed = place(event, 1);
            asked = expiresAt(placed).minusSeconds(4);
            challenge(placed, asked);
            awaitProlongedOrOver(placed);
        } while (expiresAt(read(placed)).equals(expiresAt(placed)));
        Instant deadline = expiresAt(placed);
        Instant prolonged = expiresAt(read(placed));
        assertThat(prolonged).isBetween(asked.plusSeconds(8).minusMillis(1), asked.plusSeconds(8));

        awaitAfter(deadline);
        publishExpired(placed);
        challenge(placed, deadline.plusSeconds(1));
        awaitPlaced("bob", event, 1);

        assertThat(Instant.now()).isAfter(prolonged);
        assertThat(status(placed)).isEqualTo("EXPIRED");
    }

    @Test
    void aHoldFromBeforeALimitThatExpiresCountsNoMore() {
        EventState event;
        Answer held;
        Answer refused;
        do {
            event = hall(100);
            held = place(event, 4);
            EventChanges.change(orders, event, new SalesTerms(4, true, null, false), event.startsAt());
            refused = order("ada", event, 1);
        } while (refused.status() == 201);
        assertThat(refused.code()).isEqualTo("limit-reached");

        awaitAfter(expiresAt(held));
        awaitPlaced("ada", event, 4);

        String allowance = event.id() + "/@/ada";
        await().untilAsserted(() -> assertThat(orders.mongo()
                        .getCollection("blocks")
                        .find(new Document("_id", allowance))
                        .first())
                .containsEntry("free", -4));
    }

    private static EventState hall(int capacity) {
        return orders.publish(new TierState("hall", "Hall", 1000, capacity, 10));
    }

    private static Answer order(String buyer, EventState event, int units) {
        return orders.order(buyer, event.id(), Map.of("hall", units));
    }

    /** Once more, if it took so long that the sweep took the claim for abandoned. */
    private static Answer place(EventState event, int units) {
        return await().until(() -> order("ada", event, units), answer -> answer.status() == 201);
    }

    private static void awaitPlaced(String buyer, EventState event, int units) {
        await().until(() -> order(buyer, event, units).status() == 201);
    }

    private static void awaitAfter(Instant deadline) {
        await().until(() -> Instant.now().isAfter(deadline));
    }

    private static void awaitProlongedOrOver(Answer placed) {
        await().until(() -> expiresAt(read(placed)).isAfter(expiresAt(placed))
                || status(placed).equals("EXPIRED"));
    }

    private static void publishExpired(Answer placed) {
        orders.publish(new HoldExpired("hold-" + placed.id(), placed.id(), expiresAt(placed), 1));
    }

    private static void challenge(Answer order, Instant at) {
        PaymentState open = new PaymentState(
                Ids.derived("payment", order.id()),
                order.id(),
                "ada",
                PaymentStatus.AUTHORIZING,
                1000,
                "EUR",
                null,
                null,
                0,
                1);
        orders.publish(new PaymentChallenged(open, at));
    }

    private static void assertExpired(Answer placed, EventState event) {
        await().untilAsserted(() -> assertThat(status(placed)).isEqualTo("EXPIRED"));
        await().untilAsserted(() -> assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(5, 0, 0)));
    }

    private static Answer read(Answer placed) {
        return orders.get("ada", "/" + placed.id());
    }

    private static String status(Answer placed) {
        return read(placed).body().path("status").asString();
    }

    private static Instant expiresAt(Answer order) {
        return Instant.parse(order.body().path("expiresAt").asString());
    }
}
