package io.holdfast.orders.sale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.spy;

import io.holdfast.contracts.EventChangeProposed;
import io.holdfast.contracts.EventChanged;
import io.holdfast.contracts.EventState;
import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import io.holdfast.orders.EventChanges;
import io.holdfast.orders.RunningOrders;
import io.holdfast.orders.inventory.CapacityChanger;
import io.holdfast.orders.inventory.Inventory;
import io.holdfast.testkit.TestBroker;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.invocation.InvocationOnMock;

/** An edit of several tiers, some larger and some smaller, is granted or refused as a whole, whatever buyers and crashes do meanwhile. */
@Tag("storage")
class ProposalIT {

    private static RunningOrders orders;

    private CapacityChanger capacity;
    private CatalogueUpdates updates;

    @BeforeAll
    static void start() {
        orders = new RunningOrders(TestBroker.shared(), 1, "management.metrics.observations.ignored-meters=");
    }

    @AfterAll
    static void stop() {
        if (orders != null) {
            orders.close();
        }
    }

    @BeforeEach
    void create() {
        capacity = spy(orders.bean(CapacityChanger.class));
        updates = new CatalogueUpdates(
                orders.bean(SaleStore.class),
                orders.bean(Sales.class),
                orders.bean(ChangeDecisionStore.class),
                capacity,
                orders.bean(Inventory.class));
    }

    @Test
    void whatARefusedEditAddsIsNeverOnSale() {
        EventState event = orders.publish(tier("big", 10, 1), tier("small", 10, 1));
        AtomicInteger bought = new AtomicInteger();
        beforeWithdrawing("small", () -> {
            for (int i = 0; i < 3; i++) {
                bought.addAndGet(buy(event, "buyer" + i, "big", 10) == 201 ? 10 : 0);
            }
            assertThat(buy(event, "eve", "small", 8)).isEqualTo(201);
        });

        updates.decide(proposal(event, 2, tier("big", 110, 2), tier("small", 5, 2), tier("new", 50, 2)));

        assertThat(isGranted(event)).isFalse();
        assertThat(bought).hasValue(10);
        assertThat(orders.audit(event, "big")).isEqualTo(new RunningOrders.Counts(0, 10, 0));
        assertThat(orders.audit(event, "small")).isEqualTo(new RunningOrders.Counts(2, 8, 0));
        assertThat(orders.audit(event, "new")).isEqualTo(new RunningOrders.Counts(0, 0, 0));
    }

    @Test
    void whatAGrantedEditAddsIsOnSaleWithTheChangedEvent() {
        EventState event = orders.publish(tier("big", 10, 1), tier("small", 10, 1));

        updates.decide(proposal(event, 2, tier("big", 110, 2), tier("small", 5, 2), tier("new", 50, 2)));
        assertThat(isGranted(event)).isTrue();
        assertThat(orders.audit(event, "big").free()).isEqualTo(10);
        assertThat(orders.audit(event, "small").free()).isEqualTo(5);

        updates.apply(new EventChanged(
                EventChanges.withTiers(event, 3, tier("big", 110, 3), tier("small", 5, 3), tier("new", 50, 3))));
        assertThat(orders.audit(event, "big").free()).isEqualTo(110);
        assertThat(orders.audit(event, "small").free()).isEqualTo(5);
        assertThat(orders.audit(event, "new").free()).isEqualTo(50);
    }

    @Test
    void whoWantsUnitsThatARefusedEditGivesBackGetsThem() {
        EventState event = orders.publish(tier("first", 10, 1), tier("last", 10, 1), seats(1, 6));
        AtomicInteger meanwhile = new AtomicInteger();
        CompletableFuture<?>[] waiting = new CompletableFuture<?>[2];
        beforeWithdrawing("last", () -> {
            meanwhile.set(buy(event, "ada", "first", 10));
            assertThat(buy(event, "eve", "last", 8)).isEqualTo(201);
            waiting[0] = CompletableFuture.supplyAsync(() -> buy(event, "bob", "first", 10));
            waiting[1] = CompletableFuture.supplyAsync(() -> orders.call(
                            "POST",
                            "cyd",
                            "",
                            Map.of(
                                    "eventId",
                                    event.id(),
                                    "items",
                                    List.of(Map.of("tierId", "stalls", "seats", List.of("A-5")))))
                    .status());
            await().until(() -> requestsInWork() == 2);
        });

        updates.decide(proposal(event, 2, tier("first", 5, 2), seats(2, 3), tier("last", 5, 2)));

        assertThat(isGranted(event)).isFalse();
        assertThat(meanwhile).as("not sold out: some may come back").hasValue(503);
        assertThat(waiting[0].join()).isEqualTo(201);
        assertThat(waiting[1].join()).isEqualTo(201);
        assertThat(orders.audit(event, "first")).isEqualTo(new RunningOrders.Counts(0, 10, 0));
        assertThat(orders.audit(event, "stalls")).isEqualTo(new RunningOrders.Counts(5, 1, 0));
    }

    @Test
    void onceAnEditIsGrantedTheRestIsSoldOut() {
        EventState event = orders.publish(tier("first", 10, 1), tier("last", 10, 1));

        updates.decide(proposal(event, 2, tier("first", 5, 2), tier("last", 5, 2)));

        assertThat(buy(event, "ada", "first", 10)).isEqualTo(409);
        assertThat(buy(event, "ada", "first", 5)).isEqualTo(201);
    }

    enum Crash {
        BEFORE_THE_LAST_TIER,
        AFTER_THE_LAST_TIER,
        AFTER_THE_DECISION
    }

    @ParameterizedTest
    @EnumSource
    void aProposalReceivedAgainAfterACrashIsDecidedAsAWhole(Crash crash) {
        for (boolean refused : List.of(true, false)) {
            EventState event = orders.publish(tier("big", 70, 1), tier("small", 10, 1), seats(1, 6));
            crash(
                    crash,
                    () -> assertThat(buy(event, "eve", "small", refused ? 8 : 1))
                            .isEqualTo(201));
            EventChangeProposed proposal = proposal(event, 2, tier("big", 3, 2), seats(2, 3), tier("small", 5, 2));

            assertThatThrownBy(() -> updates.decide(proposal)).hasMessage("crash");
            create();
            updates.decide(proposal);

            assertThat(isGranted(event)).isEqualTo(!refused);
            assertThat(capacities(event)).isEqualTo(refused ? List.of(70, 6, 10) : List.of(3, 3, 5));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNextChangeFinishesWhatACrashLeftOfARefusedEdit(boolean sameTier) {
        EventState event = orders.publish(tier("big", 70, 1), tier("small", 10, 1), seats(1, 6));
        crash(
                Crash.AFTER_THE_DECISION,
                () -> assertThat(buy(event, "eve", "small", 8)).isEqualTo(201));
        EventChangeProposed proposal = proposal(event, 2, tier("big", 3, 2), seats(2, 3), tier("small", 5, 2));
        assertThatThrownBy(() -> updates.decide(proposal)).hasMessage("crash");
        create();

        updates.apply(new EventChanged(
                EventChanges.withTiers(event, 3, tier("big", 70, 1), tier("small", 10, 1), seats(1, 6))));
        TierState next = sameTier ? tier("big", 200, 4) : tier("big", 70, 1);
        updates.apply(new EventChanged(EventChanges.withTiers(event, 4, next, tier("small", 10, 1), seats(1, 6))));
        updates.decide(proposal);

        assertThat(isGranted(event)).isFalse();
        assertThat(capacities(event)).isEqualTo(List.of(sameTier ? 200 : 70, 6, 10));
    }

    private void beforeWithdrawing(String tierId, Runnable action) {
        doAnswer(call -> {
                    if (tier(call).id().equals(tierId)) {
                        action.run();
                    }
                    return call.callRealMethod();
                })
                .when(capacity)
                .withdraw(anyString(), any(), anyLong());
    }

    /** @param buyers order before the last tier is to lose units */
    private void crash(Crash crash, Runnable buyers) {
        doAnswer(call -> {
                    boolean last = tier(call).id().equals("small");
                    if (last) {
                        buyers.run();
                    }
                    if (last && crash == Crash.BEFORE_THE_LAST_TIER) {
                        throw new IllegalStateException("crash");
                    }
                    Object result = call.callRealMethod();
                    if (last && crash == Crash.AFTER_THE_LAST_TIER) {
                        throw new IllegalStateException("crash");
                    }
                    return result;
                })
                .when(capacity)
                .withdraw(anyString(), any(), anyLong());
        if (crash == Crash.AFTER_THE_DECISION) {
            doAnswer(ProposalIT::fail).when(capacity).confirm(anyString(), anyLong());
            doAnswer(ProposalIT::fail).when(capacity).restore(anyString(), anyLong());
        }
    }

    private static Object fail(InvocationOnMock call) {
        throw new IllegalStateException("crash");
    }

    private static TierState tier(InvocationOnMock call) {
        return call.getArgument(1);
    }

    private static int buy(EventState event, String buyer, String tier, int units) {
        return orders.order(buyer, event.id(), Map.of(tier, units)).status();
    }

    /** Of the tiers big, stalls and small. */
    private static List<Integer> capacities(EventState event) {
        return List.of("big", "stalls", "small").stream()
                .map(tier -> orders.audit(event, tier))
                .map(counts -> counts.free() + counts.held() + counts.sold())
                .toList();
    }

    private static boolean isGranted(EventState event) {
        await().until(() -> decision(event) != null);
        return decision(event).getBoolean("granted");
    }

    private static Document decision(EventState event) {
        return orders.mongo()
                .getCollection("changes")
                .find(new Document("_id", "change-" + event.id()))
                .first();
    }

    private static TierState tier(String id, int capacity, long revision) {
        return new TierState(id, id, 1000, capacity, 10, null, null, revision);
    }

    private static TierState seats(long revision, int seats) {
        SeatingState seating = new SeatingState(List.of(new RowState("A", seats)));
        return new TierState("stalls", "Stalls", 1000, seats, 10, null, seating, revision);
    }

    private static EventChangeProposed proposal(EventState event, long version, TierState... proposed) {
        return new EventChangeProposed(
                EventChanges.withTiers(event, version, event.tiers().toArray(TierState[]::new)), List.of(proposed));
    }

    private static int requestsInWork() {
        return orders.bean(MeterRegistry.class).find("http.server.requests.active").longTaskTimers().stream()
                .mapToInt(LongTaskTimer::activeTasks)
                .sum();
    }
}
