package io.holdfast.orders.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.TierAvailability;
import io.holdfast.contracts.WaitingRoomState;
import io.holdfast.messaging.ClockSkew;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.inventory.Inventory;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.orders.waiting.AdmittedOrders.AdmittedOrder;
import io.holdfast.orders.waiting.AdmittedOrders.Ordered;
import io.holdfast.orders.waiting.AdmittedOrders.Outcome;
import io.holdfast.orders.waiting.OrderFates.Fate;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import io.holdfast.web.Caller;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Who is admitted, and for how long, when several replicas admit and time goes on. */
class StoredAdmissionsTests {

    private static final String EVENT = "event1";
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration PASS = Duration.ofMinutes(5);
    private static final WaitingRoomProperties PROPERTIES =
            new WaitingRoomProperties(100, 600, 1, PASS, 10, 40, Duration.ofMillis(500), 10, 10);

    private final Clock clock = mock(Clock.class);
    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOON);
    private final MongoTemplate mongo = new MongoTemplate(database.factory("orders", Effects.NONE, "orders"));
    private final RoomStore store = new RoomStore(mongo, clock);
    private final AdmittedOrders orders = new AdmittedOrders(mongo);
    private final OrderFates fates = mock(OrderFates.class);
    private final Sale sale = mock(Sale.class);
    private final Sales sales = mock(Sales.class);
    private final Inventory<?, ?> inventory = mock(Inventory.class);
    private Instant now = NOON;
    private boolean certain = true;
    private WaitingRooms one;
    private WaitingRooms other;

    @BeforeEach
    void enterTheRoom() {
        when(clock.instant()).thenAnswer(_ -> now);
        EventState event = mock(EventState.class);
        when(event.endsAt()).thenReturn(NOON.plus(Duration.ofDays(1)));
        when(sale.eventId()).thenReturn(EVENT);
        when(sale.event()).thenReturn(event);
        when(sale.isOpen(NOON)).thenReturn(true);
        when(sale.waitingRoom()).thenReturn(Optional.of(new WaitingRoomState(NOON, null, null)));
        when(sales.recent(EVENT)).thenReturn(Optional.of(sale));
        when(sales.find(EVENT)).thenReturn(Optional.of(sale));
        when(inventory.unitCounts(EVENT)).thenReturn(List.of(new TierAvailability("floor", 9, 9, 0, 0)));
        one = replica();
        other = replica();
        for (String name : List.of("ada", "bob", "cyd")) {
            WaitingRoom room = one.of(EVENT);
            room.enter(Visitor.of(caller(name), room.secrets()), NOON).join();
        }
    }

    private WaitingRooms replica() {
        ClockSkew skew = mock(ClockSkew.class);
        when(skew.databaseClock()).thenReturn(clock);
        return new WaitingRooms(new PageStore(mongo), store, _ -> certain, PROPERTIES, mock(RoomStreams.class), skew);
    }

    private AdmissionLoop loop(WaitingRooms rooms) {
        return new AdmissionLoop(store, rooms, sales, inventory, orders, fates::of, PROPERTIES);
    }

    private Entrance entrance(WaitingRooms rooms) {
        OrdersProperties settings = mock(OrdersProperties.class);
        when(settings.hold()).thenReturn(PASS);
        when(settings.prolonged()).thenReturn(PASS);
        return new Entrance(rooms, orders, fates, PROPERTIES, settings);
    }

    private static Caller caller(String name) {
        return new Caller(name, name + "@example.org", null, "session", "token");
    }

    private int admitted() {
        return store.state(EVENT).admissions().admitted();
    }

    @Test
    void asManyAreAdmittedAsMayChoose() {
        loop(one).run();
        loop(other).run();
        assertThat(admitted()).isEqualTo(1);

        now = NOON.plus(PASS);
        when(sale.isOpen(now)).thenReturn(true);
        loop(other).run();
        assertThat(admitted()).isEqualTo(2);
    }

    @Test
    void anEventThatIsMovedInItsLastMomentIsSoldThroughItsRoomAfterThat() {
        EventState ended = sale.event();
        when(ended.endsAt()).thenReturn(NOON);
        loop(one).run();
        assertThat(admitted()).isZero();

        when(ended.endsAt()).thenReturn(NOON.plus(Duration.ofDays(7)));
        loop(one).run();
        assertThat(admitted()).isEqualTo(1);

        now = NOON.plus(Duration.ofDays(8));
        loop(one).run();
        assertThat(store.findActive()).isEmpty();
    }

    /** As when orders-service was off from before the event was moved until long after its old end. */
    @Test
    void anEventThatIsMovedAfterItsRoomWasGivenUpIsSoldThroughIt() {
        EventState moved = sale.event();
        when(moved.endsAt()).thenReturn(NOON.minus(Duration.ofDays(2)));
        loop(one).run();
        other.lookAt(sale, now);
        assertThat(store.findActive()).as("it is over").isEmpty();

        when(moved.endsAt()).thenReturn(NOON.plus(Duration.ofDays(7)));
        now = NOON.plusSeconds(1);
        when(sale.isOpen(now)).thenReturn(true);
        other.lookAt(sale, now);
        loop(one).run();

        assertThat(store.findActive()).containsExactly(EVENT);
        assertThat(admitted()).isEqualTo(1);
    }

    @Test
    void noRoomIsGivenUpByAnOldCopyOfTheSale() {
        EventState ended = mock(EventState.class);
        when(ended.endsAt()).thenReturn(NOON.minus(Duration.ofDays(2)));
        Sale old = mock(Sale.class);
        when(old.eventId()).thenReturn(EVENT);
        when(old.event()).thenReturn(ended);
        when(sales.recent(EVENT)).thenReturn(Optional.of(old));

        loop(one).run();

        assertThat(store.findActive()).containsExactly(EVENT);
    }

    @Test
    void theRoomOfACancelledEventIsGivenUp() {
        when(sale.isCancelled()).thenReturn(true);
        loop(one).run();

        assertThat(store.findActive()).isEmpty();
        assertThat(admitted()).isZero();
    }

    @Test
    void noOneIsAdmittedBeforeAnOpeningThatWasMovedAfterTheDraw() {
        one.of(EVENT).ringIfDue(NOON);
        when(sale.waitingRoom())
                .thenReturn(Optional.of(new WaitingRoomState(NOON.plus(Duration.ofSeconds(30)), null, null)));

        loop(one).run();

        assertThat(admitted()).isZero();
    }

    @Test
    void noOneIsAdmittedByACountThatIsOld() {
        // While the units are counted another replica admits someone, and a visitor's request has this one read that.
        when(inventory.unitCounts(EVENT)).thenAnswer(_ -> {
            WaitingRoom there = other.of(EVENT);
            there.refresh();
            assertThat(there.save(there.outline().admissions().admit(1, now, PASS)))
                    .isTrue();
            one.of(EVENT).refresh();
            return List.of(new TierAvailability("floor", 9, 9, 0, 0));
        });

        loop(one).run();

        assertThat(admitted()).isEqualTo(1);
    }

    /** The database may stand still while it is counted who may be admitted. */
    @Test
    void aPassLastsFromWhenItIsWritten() {
        Duration counting = Duration.ofMillis(4_999);
        countFor(counting);
        when(sale.isOpen(NOON.plus(counting))).thenReturn(true);
        loop(one).run();

        assertThat(store.state(EVENT).admissions().pass(1, NOON))
                .contains(NOON.plus(counting).plus(PASS));
    }

    @Test
    void noOneIsAdmittedToASaleThatHasEndedMeanwhile() {
        countFor(Duration.ofMillis(1));
        loop(one).run();
        assertThat(admitted()).isZero();
    }

    @Test
    void noOneIsAdmittedByACountThatTookLong() {
        countFor(Duration.ofSeconds(5));
        when(sale.isOpen(any())).thenReturn(true);
        loop(one).run();
        assertThat(admitted()).isZero();

        countFor(Duration.ZERO);
        loop(one).run();
        assertThat(admitted()).isEqualTo(1);
    }

    private void countFor(Duration counting) {
        when(inventory.unitCounts(EVENT)).thenAnswer(_ -> {
            now = now.plus(counting);
            return List.of(new TierAvailability("floor", 9, 9, 0, 0));
        });
    }

    @Test
    void whoIsAdmittedOrdersUntilThePassEnds() {
        Entrance entrance = entrance(other);
        loop(one).run();
        // The first who came after the room had opened.
        Caller first = caller("ada");

        now = NOON.plus(PASS).minusMillis(1);
        assertThat(entrance.admit(first, sale, "order1", 1)).isTrue();
        now = NOON.plus(PASS);
        assertThatThrownBy(() -> entrance.admit(first, sale, "order2", 1))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(Entrance.QUEUE_REQUIRED));
    }

    @Test
    void whoWasAdmittedByAnotherReplicaAMomentAgoMayOrder() {
        assertThat(other.of(EVENT).outline().admissions().admitted()).isZero();
        loop(one).run();
        now = NOON.plusMillis(1);
        assertThat(entrance(other).admit(caller("ada"), sale, "order1", 1)).isTrue();
    }

    /** Two requests with one key may come to different ends: what may be placed counts, and as much as was asked for most. */
    @Test
    void anOrderCountsAlsoIfARequestWithItsKeyWasRefused() {
        Entrance entrance = entrance(one);
        when(fates.of(any())).thenReturn(Map.of());
        loop(one).run();
        entrance.admit(caller("ada"), sale, "order1", 1);
        entrance.admit(caller("ada"), sale, "order1", 40);
        entrance.refused("order1");
        assertLimitReached(entrance, "order2", 1);

        entrance.refused("order1");
        when(fates.of(any())).thenReturn(Map.of("order1", Fate.PENDING));
        assertLimitReached(entrance, "order2", 1);

        when(fates.of(any())).thenReturn(Map.of());
        assertThat(entrance.admit(caller("ada"), sale, "order3", 1)).isTrue();
    }

    private void assertLimitReached(Entrance entrance, String order, int units) {
        assertThatThrownBy(() -> entrance.admit(caller("ada"), sale, order, units))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo("limit-reached"));
    }

    /** Each of them finds the other one being decided, and notes that it is refused itself, before either looks again. */
    @Test
    void requestsThatAreRefusedAtOnceRefuseTheOrder() {
        AtomicBoolean happened = new AtomicBoolean();
        AdmittedOrders slow = new AdmittedOrders(new MongoTemplate(database.factory(
                "slow",
                operation -> {
                    operation.perform();
                    if (!happened.getAndSet(true)) {
                        orders.refuse("order1", NOON);
                    }
                },
                "orders")));
        orders.begin("order1", EVENT, "entry1", 1, NOON, NOON.plus(PASS));
        orders.begin("order1", EVENT, "entry1", 1, NOON, NOON.plus(PASS));

        slow.refuse("order1", NOON);

        assertThat(orders.of("entry1"))
                .singleElement()
                .satisfies(order -> assertThat(order.refused()).isTrue());
    }

    /** It is decided for a minute from when it was asked for last. */
    @Test
    void aRequestCountsThoughItsKeyIsOlder() {
        Entrance entrance = entrance(one);
        when(fates.of(any())).thenReturn(Map.of());
        loop(one).run();
        entrance.admit(caller("ada"), sale, "order1", 30);
        now = NOON.plusSeconds(59);
        entrance.admit(caller("ada"), sale, "order1", 30);
        now = NOON.plusSeconds(118);
        assertLimitReached(entrance, "order2", 30);

        // The refusal of one that was begun more than a minute ago, and is over, does not add to those of the last
        // minute.
        now = NOON.plusSeconds(119);
        entrance.admit(caller("ada"), sale, "order1", 30);
        entrance.refused("order1");
        assertThat(entrance.admit(caller("ada"), sale, "order2", 30)).isTrue();
    }

    @Test
    void whatWasRefusedInAnEarlierTurnCountsInTheOneInWhichItIsOrdered() {
        Entrance entrance = entrance(one);
        when(fates.of(any())).thenReturn(Map.of());
        when(sale.isOpen(any())).thenReturn(true);
        loop(one).run();
        for (int i = 1; i <= 3; i++) {
            entrance.admit(caller("ada"), sale, "order" + i, 20);
            entrance.refused("order" + i);
        }

        now = NOON.plus(PASS);
        WaitingRoom room = one.of(EVENT);
        room.enter(Visitor.of(caller("ada"), room.secrets()), now).join();
        while (room.find(Visitor.of(caller("ada"), room.secrets()))
                        .orElseThrow()
                        .place()
                > admitted()) {
            now = now.plus(PASS);
            loop(one).run();
        }
        entrance.admit(caller("ada"), sale, "order1", 20);
        entrance.admit(caller("ada"), sale, "order2", 20);
        assertLimitReached(entrance, "order3", 20);
    }

    @Test
    void whatIsBegunInAnotherTurnWhileItIsDecidedCountsThere() {
        orders.begin("order1", EVENT, "entry1", 2, NOON, NOON.plus(PASS));
        orders.begin("order1", EVENT, "entry2", 1, NOON.plusSeconds(1), NOON.plus(PASS));
        assertThat(orders.of("entry1")).isEmpty();
        assertThat(orders.of("entry2")).extracting(Ordered::units).containsExactly(2);
    }

    /** As while the database is away: each request is noted, and none leaves an order. */
    @Test
    void requestsThatLeftNoOrderDoNotUseUpThePass() {
        Entrance entrance = entrance(one);
        when(fates.of(any())).thenReturn(Map.of());
        loop(one).run();
        entrance.admit(caller("ada"), sale, "order1", 30);
        assertThatThrownBy(() -> entrance.admit(caller("ada"), sale, "order2", 30))
                .as("the first may come yet")
                .isInstanceOf(ProblemException.class);

        now = NOON.plusSeconds(60);
        assertThat(entrance.admit(caller("ada"), sale, "order3", 30)).isTrue();
    }

    @Test
    void aRequestThatIsRepeatedLaterCountsAgain() {
        Entrance entrance = entrance(one);
        when(fates.of(any())).thenReturn(Map.of());
        when(sale.isOpen(any())).thenReturn(true);
        loop(one).run();
        entrance.admit(caller("ada"), sale, "order1", 30);
        now = NOON.plusSeconds(60);
        loop(one).run();

        entrance.admit(caller("ada"), sale, "order1", 30);

        assertThatThrownBy(() -> entrance.admit(caller("ada"), sale, "order2", 30))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo("limit-reached"));
    }

    /** A room is looked after twice a second by each replica, and of a rush almost all orders are over. */
    @Test
    void whatHasComeToItsEndIsNotReadAgain() {
        Entrance entrance = entrance(one);
        when(fates.of(any())).thenReturn(Map.of("paid", Fate.PAID, "over", Fate.OVER));
        loop(one).run();
        entrance.admit(caller("ada"), sale, "paid", 1);
        entrance.admit(caller("ada"), sale, "over", 1);
        entrance.admit(caller("ada"), sale, "refused", 1);
        assertThat(orders.current(EVENT, now)).hasSize(3);

        entrance.refused("refused");
        loop(one).run();

        assertThat(orders.current(EVENT, now))
                .as("who has paid chooses no more while the pass lasts")
                .extracting(AdmittedOrder::orderId)
                .containsExactly("paid");
        assertThat(orders.current(EVENT, NOON.plus(PASS))).isEmpty();
    }

    /** The request with its key is repeated when there is room again. */
    @Test
    void whatWasRefusedCountsAgainWhenItIsBegunAgain() {
        Entrance entrance = entrance(one);
        when(fates.of(any())).thenReturn(Map.of());
        loop(one).run();
        entrance.admit(caller("ada"), sale, "order1", 1);
        entrance.refused("order1");
        assertThat(orders.current(EVENT, now)).isEmpty();

        entrance.admit(caller("ada"), sale, "order1", 1);

        assertThat(orders.current(EVENT, NOON.plus(PASS))).hasSize(1);
    }

    @Test
    void whoLosesAPaidOrderByItsCaptureCountsAgain() {
        Entrance entrance = entrance(one);
        when(fates.of(any())).thenReturn(Map.of("order1", Fate.PAID, "order2", Fate.PAID));
        loop(one).run();
        entrance.admit(caller("ada"), sale, "order1", 1);
        loop(one).run();
        assertThat(admitted()).isEqualTo(2);

        entrance.admit(caller("bob"), sale, "order2", 1);
        entrance.captureFailed("order1");
        loop(one).run();
        assertThat(admitted()).isEqualTo(2);
    }

    /** One unit is left, and an order that was begun just now may get it. */
    @Test
    void noOneIsAdmittedForUnitsThatAnOrderIsAboutToGet() {
        when(fates.of(any())).thenReturn(Map.of("order1", Fate.PENDING));
        when(inventory.unitCounts(EVENT)).thenReturn(List.of(new TierAvailability("floor", 9, 1, 0, 8)));
        when(sale.waitingRoom()).thenReturn(Optional.of(new WaitingRoomState(NOON, null, 3)));
        loop(one).run();
        assertThat(admitted()).isEqualTo(1);

        entrance(one).admit(caller("ada"), sale, "order1", 1);
        loop(one).run();
        assertThat(admitted()).as("the order is being decided").isEqualTo(1);

        at(NOON.plusSeconds(5));
        loop(one).run();
        assertThat(admitted()).as("it was decided, and the unit is left").isEqualTo(2);
    }

    @Test
    void whoPaysIsNotCountedAsChoosingToo() {
        when(fates.of(any())).thenReturn(Map.of("order1", Fate.PENDING));
        when(sale.waitingRoom()).thenReturn(Optional.of(new WaitingRoomState(NOON, 6, 2)));
        loop(one).run();
        entrance(one).admit(caller("ada"), sale, "order1", 1);
        assertThat(admitted()).as("one in ten seconds").isEqualTo(1);

        at(NOON.plusSeconds(11));
        loop(one).run();
        assertThat(admitted()).isEqualTo(2);
        at(NOON.plusSeconds(22));
        loop(one).run();
        assertThat(admitted()).as("one pays and one chooses").isEqualTo(2);
    }

    @Test
    void noOneIsAdmittedWhileTheSaleRests() {
        when(sale.isOpen(NOON)).thenReturn(false);
        loop(one).run();
        assertThat(one.of(EVENT).isDrawn()).isTrue();
        assertThat(admitted()).isZero();
    }

    @Test
    void anOrderThatIsNotStoredCameToNothingAfterAMinuteAndNotBefore() {
        when(fates.of(any())).thenReturn(Map.of());
        loop(one).run();
        entrance(one).admit(caller("ada"), sale, "order1", 1);

        at(NOON.plusSeconds(59));
        loop(one).run();
        assertThat(orders.current(EVENT, now))
                .singleElement()
                .satisfies(order -> assertThat(order.outcome()).isNull());
        at(NOON.plusSeconds(60));
        loop(one).run();
        assertThat(orders.current(EVENT, now)).isEmpty();
    }

    /** The request with its key is repeated a minute later, in the moment in which the order is given up for lost. */
    @Test
    void anOrderThatIsBegunAnewWhileItIsGivenUpForLostCounts() {
        Instant later = NOON.plusSeconds(60);
        AtomicBoolean happened = new AtomicBoolean();
        AdmittedOrders slow = new AdmittedOrders(new MongoTemplate(database.factory(
                "slow",
                operation -> {
                    if (operation.isWrite() && !happened.getAndSet(true)) {
                        orders.begin("order1", EVENT, "entry1", 1, later, later.plus(PASS));
                    }
                    operation.perform();
                },
                "orders")));
        orders.begin("order1", EVENT, "entry1", 1, NOON, NOON.plus(PASS));

        slow.note(slow.current(EVENT, later), Outcome.NOTHING, later);

        assertThat(orders.current(EVENT, later))
                .singleElement()
                .satisfies(order -> assertThat(order.outcome()).isNull());
    }

    /** The hold of an order may last longer than the pass with which it was placed. */
    @Test
    void anOrderCountsUntilItsHoldHasEnded() {
        loop(one).run();
        entrance(one).admit(caller("ada"), sale, "order1", 1);
        Instant holdEnds = NOON.plus(PASS).plus(PASS);
        assertThat(orders.current(EVENT, holdEnds.minusMillis(1))).hasSize(1);
        assertThat(orders.current(EVENT, holdEnds)).isEmpty();
    }

    @Test
    void whatWasNotedOfAnOrderStaysUnlessItWasRefusedAndIsBegunAgain() {
        orders.begin("order1", EVENT, "entry1", 1, NOON, NOON.plus(PASS));
        orders.note(orders.current(EVENT, NOON), Outcome.PAID, NOON.plus(PASS));
        orders.refuse("order1", NOON);
        assertThat(outcome("order1")).isEqualTo(Outcome.PAID);
        orders.begin("order1", EVENT, "entry1", 1, NOON, NOON.plus(PASS));
        assertThat(outcome("order1")).isEqualTo(Outcome.PAID);

        orders.begin("order2", EVENT, "entry1", 3, NOON, NOON.plus(PASS));
        orders.refuse("order2", NOON);
        orders.begin("order2", EVENT, "entry1", 1, NOON.plusSeconds(1), NOON.plus(PASS));
        assertThat(outcome("order2")).isNull();
        assertThat(orders.of("entry1"))
                .filteredOn(order -> order.orderId().equals("order2"))
                .singleElement()
                .satisfies(order -> {
                    assertThat(order.refused()).isFalse();
                    assertThat(order.units()).as("the most that were asked for").isEqualTo(3);
                });
    }

    private @Nullable Outcome outcome(String order) {
        return orders.current(EVENT, NOON).stream()
                .filter(each -> each.orderId().equals(order))
                .findFirst()
                .orElseThrow()
                .outcome();
    }

    @Test
    void withOneTurnTenOrdersAreBegunAndFortyUnits() {
        loop(one).run();
        Entrance entrance = entrance(one);
        for (int i = 1; i <= 9; i++) {
            entrance.admit(caller("ada"), sale, "order" + i, 4);
        }
        assertThatThrownBy(() -> entrance.admit(caller("ada"), sale, "large", 5))
                .as("41 units")
                .isInstanceOf(ProblemException.class);
        entrance.admit(caller("ada"), sale, "order10", 4);
        assertThatThrownBy(() -> entrance.admit(caller("ada"), sale, "order11", 0))
                .as("the eleventh order")
                .isInstanceOf(ProblemException.class);
    }

    /** Each try is stored, and read again for the next one: an admitted script must not try for as long as its pass lasts. */
    @Test
    void withOneTurnTwoHundredOrdersAreTried() {
        loop(one).run();
        Entrance entrance = entrance(one);
        for (int i = 1; i <= 200; i++) {
            entrance.admit(caller("ada"), sale, "order" + i, 4);
            entrance.refused("order" + i);
        }

        assertLimitReached(entrance, "order201", 1);

        assertThat(mongo.getCollection(AdmittedOrders.COLLECTION).find()).hasSize(200);
        now = NOON.plus(PASS);
        when(sale.isOpen(now)).thenReturn(true);
        loop(one).run();
        assertThat(entrance.admit(caller("bob"), sale, "order202", 1))
                .as("with another entry")
                .isTrue();
    }

    /** Only one of the replicas gives a room up; the others do not see it any more. */
    @Test
    void whatIsLeftOfAnEventThatIsOverIsForgottenByEveryReplica() {
        loop(one).run();
        loop(other).run();
        assertThat(other.left(EVENT)).isNotEmpty();

        when(sale.isCancelled()).thenReturn(true);
        loop(one).run();
        loop(one).run();
        loop(other).run();

        assertThat(one.left(EVENT)).isEmpty();
        assertThat(other.left(EVENT)).isEmpty();
    }

    @Test
    void theNextRoundIsWhenARoomOpens() {
        Instant opensAt = NOON.plusSeconds(30);
        publishAnother(opensAt);
        AdmissionLoop loop = loop(one);
        assertThat(loop.run()).as("long before").isNull();
        now = opensAt.minusSeconds(2);
        assertThat(loop.run()).isEqualTo(Duration.ofSeconds(2));
        now = opensAt.minusMillis(7);
        assertThat(loop.run()).isEqualTo(Duration.ofMillis(7));
        now = opensAt;
        assertThat(loop.run()).as("the bell has rung").isNull();
        assertThat(one.of("event2").isDrawn()).isTrue();
    }

    @Test
    void aBellThatDidNotRingIsTriedAgainSoon() {
        certain = false;
        publishAnother(NOON);
        AdmissionLoop loop = loop(one);
        assertThat(loop.run()).isEqualTo(Duration.ofMillis(100));
        now = NOON.plusSeconds(5);
        assertThat(loop.run()).as("the broker is away").isNull();
    }

    /** An event of whose room no places are drawn. */
    private void publishAnother(Instant opensAt) {
        EventState event = sale.event();
        Sale another = mock(Sale.class);
        when(another.eventId()).thenReturn("event2");
        when(another.event()).thenReturn(event);
        when(another.waitingRoom()).thenReturn(Optional.of(new WaitingRoomState(opensAt, null, null)));
        when(sales.recent("event2")).thenReturn(Optional.of(another));
        store.findOrMake("event2");
    }

    @Test
    void aRoomThatFailsKeepsNoOtherWaiting() {
        store.findOrMake("event0");
        when(sales.recent("event0")).thenThrow(new IllegalStateException("The database does not answer"));
        loop(one).run();
        assertThat(admitted()).isEqualTo(1);
    }

    @Test
    void anAdmissionIsRememberedWhileItsPassLastsAndForTheAdmissionsOfAMinute() {
        Admissions first = Admissions.NONE.admit(2, NOON, Duration.ofMinutes(10));
        Admissions second = first.admit(1, NOON.plus(Duration.ofMinutes(3)), Duration.ofSeconds(1));
        assertThat(second.pass(2, NOON.plus(Duration.ofMinutes(3)))).contains(NOON.plus(Duration.ofMinutes(10)));
        assertThat(second.pass(3, NOON.plus(Duration.ofMinutes(3)))).isPresent();

        Instant ended = NOON.plus(Duration.ofMinutes(3)).plusSeconds(30);
        assertThat(second.admit(1, ended, PASS).admittedSince(ended.minus(Duration.ofMinutes(1))))
                .isEqualTo(2);
        assertThat(second.steps()).extracting(Admissions.Step::size).containsExactly(2, 1);
    }

    private void at(Instant time) {
        now = time;
        when(sale.isOpen(time)).thenReturn(true);
    }
}
