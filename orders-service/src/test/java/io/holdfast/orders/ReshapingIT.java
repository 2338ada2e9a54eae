package io.holdfast.orders;

import static io.holdfast.orders.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.EventChangeProposed;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import io.holdfast.orders.RunningOrders.Counts;
import io.holdfast.testkit.TestBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An organizer changes the capacity and the seats of tiers while they are being sold. */
@Tag("storage")
class ReshapingIT {

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
    void aLargerTierSellsWhatWasAdded() {
        EventState event = orders.publish(hall(70, 1));
        orders.order("ada", event.id(), Map.of("hall", 10));

        orders.publish(new EventChanged(EventChanges.withTiers(event, 2, hall(200, 2))));

        await().untilAsserted(() -> assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(190, 10, 0)));
    }

    @Test
    void aSmallerTierKeepsWhatIsHeldAndSellsTheRest() {
        EventState event = orders.publish(hall(200, 1));
        orders.order("ada", event.id(), Map.of("hall", 10));

        propose(event, 2, hall(30, 2));
        awaitDecision(event, 2, true);
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(20, 10, 0));

        // As events-service does, which publishes the change only once it has the decision.
        orders.publish(new EventChanged(EventChanges.withTiers(event, 3, hall(30, 3))));
        await().until(() -> version(event) == 3);
        assertThat(orders.order("bob", event.id(), Map.of("hall", 10)).status()).isEqualTo(201);
        assertThat(orders.order("cyd", event.id(), Map.of("hall", 10)).status()).isEqualTo(201);
        assertThat(orders.order("dan", event.id(), Map.of("hall", 1)).code()).isEqualTo("all-held");
    }

    @RepeatedTest(5)
    void twoLargerCapacitiesAtOnceEndAsTheLaterOne() throws Exception {
        EventState event = orders.publish(hall(2000, 1));
        propose(event, 2, hall(100, 2));
        awaitDecision(event, 2, true);
        orders.publish(new EventChanged(EventChanges.withTiers(event, 3, hall(100, 3))));
        await().until(() -> version(event) == 3);

        // Each replica gets one of them, and both add units to blocks that have room.
        atOnce(2, i -> {
            orders.publish(new EventChanged(EventChanges.withTiers(event, 4 + i, hall(1000 + 500 * i, 4 + i))));
            return i;
        });

        await().until(() -> version(event) == 5);
        await().untilAsserted(() -> assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(1500, 0, 0)));
    }

    @Test
    void aTierCannotBecomeSmallerThanWhatIsTaken() {
        EventState event = orders.publish(hall(20, 1));
        orders.order("ada", event.id(), Map.of("hall", 10));

        propose(event, 2, hall(9, 2));

        awaitDecision(event, 2, false);
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(10, 10, 0));
    }

    @Test
    void freeSeatsAreAddedAndRemovedButHeldOnesAreNot() {
        EventState event = orders.publish(stalls(1, new RowState("A", 6), new RowState("B", 3)));
        orders.call(
                "POST",
                "ada",
                "",
                Map.of("eventId", event.id(), "items", List.of(Map.of("tierId", "stalls", "seats", List.of("A-2")))));

        propose(event, 2, stalls(2, new RowState("A", null, 6, List.of(2), List.of(), List.of(), List.of())));
        awaitDecision(event, 2, false);
        assertThat(orders.audit(event, "stalls")).isEqualTo(new Counts(8, 1, 0));

        propose(event, 3, stalls(3, new RowState("A", null, 6, List.of(3, 4), List.of(), List.of(), List.of())));
        awaitDecision(event, 3, true);
        assertThat(orders.audit(event, "stalls")).isEqualTo(new Counts(3, 1, 0));

        orders.publish(new EventChanged(
                EventChanges.withTiers(event, 4, stalls(4, new RowState("A", 70), new RowState("C", 2)))));
        await().untilAsserted(() -> assertThat(orders.audit(event, "stalls")).isEqualTo(new Counts(71, 1, 0)));
    }

    @Test
    void aTierWithoutBuyersCanBeRemoved() {
        TierState lawn = new TierState("lawn", "Lawn", 500, 100, 10);
        EventState event = orders.publish(hall(20, 1), lawn);

        propose(event, 2, hall(20, 1));

        awaitDecision(event, 2, true);
        assertThat(orders.audit(event, "lawn")).isEqualTo(new Counts(0, 0, 0));
        assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(20, 0, 0));
    }

    @Test
    void aProposalIsDecidedCorrectlyWhileBuyersOrder() throws Exception {
        EventState event = orders.publish(hall(300, 1));
        List<Callable<Integer>> buyers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String buyer = "buyer" + i;
            buyers.add(() -> orders.order(buyer, event.id(), Map.of("hall", 2)).status());
        }

        List<Future<Integer>> answers;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> proposal = threads.submit(() -> propose(event, 2, hall(100, 2)));
            answers = threads.invokeAll(buyers);
            proposal.get();
        }
        int sold = 0;
        for (Future<Integer> answer : answers) {
            sold += answer.get() == 201 ? 2 : 0;
        }
        await().until(() -> decision(event, 2) != null);

        boolean granted = decision(event, 2).getBoolean("granted");
        int capacity = granted ? 100 : 300;
        int held = sold;
        await().untilAsserted(
                        () -> assertThat(orders.audit(event, "hall")).isEqualTo(new Counts(capacity - held, held, 0)));
        assertThat(sold).isLessThanOrEqualTo(capacity);
    }

    private static void propose(EventState event, long version, TierState... tiers) {
        orders.publish(new EventChangeProposed(
                EventChanges.withTiers(event, version, event.tiers().toArray(TierState[]::new)), List.of(tiers)));
    }

    private static void awaitDecision(EventState event, long proposal, boolean granted) {
        await().until(() -> decision(event, proposal) != null);
        assertThat(decision(event, proposal).getBoolean("granted")).isEqualTo(granted);
    }

    private static Document decision(EventState event, long proposal) {
        return orders.mongo()
                .getCollection("changes")
                .find(new Document("_id", "change-" + event.id()).append("version", proposal))
                .first();
    }

    private static long version(EventState event) {
        return orders.mongo()
                .getCollection("sales")
                .find(new Document("_id", event.id()))
                .first()
                .getLong("version");
    }

    private static TierState hall(int capacity, long revision) {
        return new TierState("hall", "Hall", 1000, capacity, 10, null, null, revision);
    }

    private static TierState stalls(long revision, RowState... rows) {
        int seats = 0;
        for (RowState row : rows) {
            seats += row.seats() - row.gaps().size();
        }
        return new TierState("stalls", "Stalls", 1000, seats, 10, null, new SeatingState(List.of(rows)), revision);
    }
}
