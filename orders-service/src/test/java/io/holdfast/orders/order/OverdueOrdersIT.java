package io.holdfast.orders.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.HoldExpired;
import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.TierState;
import io.holdfast.orders.RunningOrders;
import io.holdfast.orders.RunningOrders.Answer;
import io.holdfast.orders.RunningOrders.Counts;
import io.holdfast.testkit.TestBroker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many orders that are overdue at the same time; nothing sweeps here. */
@Tag("storage")
class OverdueOrdersIT {

    private static RunningOrders orders;

    @BeforeAll
    static void start() {
        orders = new RunningOrders(TestBroker.shared(), 1, "holdfast.orders.hold=1s", "holdfast.orders.healing=1h");
    }

    @AfterAll
    static void stop() {
        if (orders != null) {
            orders.close();
        }
    }

    @Test
    void expiresTogetherAllButThoseThatArePaidMeanwhile() {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 10, 10));
        List<Answer> placed = place(event, 5);
        awaitOverdue(placed);
        Map<String, Order> found = orders.bean(OrderStore.class).findAll(ids(placed));
        Answer paid = placed.get(2);
        orders.authorize(paid.body(), created(paid));
        await().until(() -> status(paid) == OrderStatus.COMPLETED);

        List<Order> over = orders.bean(OverdueOrders.class).expire(found.values(), Instant.now());

        List<String> others = ids(placed);
        others.remove(paid.id());
        assertThat(over).extracting(Order::id).containsExactlyInAnyOrderElementsOf(others);
        assertThat(over).extracting(Order::status).containsOnly(OrderStatus.EXPIRED);
        assertThat(placed.stream().filter(answer -> status(answer) == OrderStatus.COMPLETED))
                .containsExactly(paid);
    }

    @Test
    void releasesTheUnitsOfAllHoldsThatEndAtTheSameTime() {
        EventState event = orders.publish(new TierState("hall", "Hall", 1000, 150, 10));
        List<Answer> placed = place(event, 150);
        awaitOverdue(placed);

        placed.forEach(
                answer -> orders.publish(new HoldExpired("hold-" + answer.id(), answer.id(), expiresAt(answer), 1)));

        await().untilAsserted(() -> assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(150, 0, 0)));
        assertThat(placed).allSatisfy(answer -> assertThat(status(answer)).isEqualTo(OrderStatus.EXPIRED));
    }

    @Test
    void releasesWithoutAMessageWhatABuyerWasRefused() {
        EventState event;
        Answer held;
        Answer refused;
        do {
            event = orders.publish(new TierState("hall", "Hall", 1000, 1, 10));
            held = place(event, 1).getFirst();
            refused = orders.order("bob", event.id(), Map.of("hall", 1));
            // Granted, if it took so long that the hold was over.
        } while (refused.status() == 201);
        assertThat(refused.code()).isEqualTo("all-held");

        Answer overdue = held;
        await().until(() -> status(overdue) == OrderStatus.EXPIRED);
        EventState full = event;
        await().untilAsserted(() -> assertThat(orders.audit(full, "hall")).isEqualTo(new Counts(1, 0, 0)));
    }

    private static List<Answer> place(EventState event, int number) {
        List<Answer> placed = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Answer answer = orders.order("ada", event.id(), Map.of("hall", 1));
            assertThat(answer.status()).isEqualTo(201);
            placed.add(answer);
        }
        return placed;
    }

    private static void awaitOverdue(List<Answer> placed) {
        await().until(() -> Instant.now().isAfter(expiresAt(placed.getLast())));
    }

    private static List<String> ids(List<Answer> placed) {
        return new ArrayList<>(placed.stream().map(Answer::id).toList());
    }

    private static OrderStatus status(Answer placed) {
        return Objects.requireNonNull(orders.bean(OrderStore.class)
                        .findAll(List.of(placed.id()))
                        .get(placed.id()))
                .status();
    }

    private static Instant created(Answer placed) {
        return Instant.parse(placed.body().path("createdAt").asString());
    }

    private static Instant expiresAt(Answer placed) {
        return Instant.parse(placed.body().path("expiresAt").asString());
    }
}
