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
    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOON).factory("orders", Effects.NONE, "orders"));
    private final RoomStore store = new RoomStore(mongo, clock);
    private final AdmittedOrders orders = new AdmittedOrders(mongo);
    private final OrderFates fates = mock(OrderFates.class);
    private final Sale sale = mock(Sale.class);
    private final Sales sales = mock(Sales.class);
    private final Inventory<?, ?> inventory = mock(Inventory.class);
    private Instant now = NOON;
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
        return new WaitingRooms(new PageStore(mongo), store, _ -> true, PROPERTIES, skew);
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
        return store.admissions(EVENT).admitted();
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

    /** Two requests with one key may come to different ends: what was placed counts, and as much as was asked for most. */
    @Test
    void anOrderCountsAlsoIfARequestWithItsKeyWasRefused() {
        Entrance entrance = entrance(one);
        when(fates.of(any())).thenReturn(Map.of("order1", Fate.PENDING));
        loop(one).run();
        entrance.admit(caller("ada"), sale, "order1", 1);
        entrance.admit(caller("ada"), sale, "order1", 40);
        entrance.refused("order1");

        assertThatThrownBy(() -> entrance.admit(caller("ada"), sale, "order2", 1))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo("limit-reached"));

        when(fates.of(any())).thenReturn(Map.of());
        assertThat(entrance.admit(caller("ada"), sale, "order3", 1)).isTrue();
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
}
