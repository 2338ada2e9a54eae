package io.holdfast.orders.placing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.EventState;
import io.holdfast.contracts.EventStatus;
import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SalesTerms;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import io.holdfast.contracts.VenueState;
import io.holdfast.messaging.Ids;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.inventory.Refused;
import io.holdfast.orders.order.Order;
import io.holdfast.orders.order.OrderDraft;
import io.holdfast.orders.order.OrderFixtures;
import io.holdfast.orders.order.OrderService;
import io.holdfast.orders.order.OrderStore;
import io.holdfast.orders.order.SaleMeters;
import io.holdfast.orders.person.GuestAdoption;
import io.holdfast.orders.puzzle.ProofOfWork;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.orders.waiting.Entrance;
import io.holdfast.web.Caller;
import io.holdfast.web.IdempotencyKey;
import io.holdfast.web.ProblemException;
import io.holdfast.web.Replay;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders that are placed while another replica has just added what they ask for. */
class PlaceOrderTests {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final Caller ADA = new Caller("ada", "ada@example.com", "Ada", "session", "token");

    private final Sales sales = mock(Sales.class);
    private final OrderStore orders = mock(OrderStore.class);
    private final OrderService service = mock(OrderService.class);
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final RefusalLog refusals = mock(RefusalLog.class);
    private final HoardingLimiter hoarding = mock(HoardingLimiter.class);
    private final PlaceOrder placeOrder = new PlaceOrder(
            sales,
            orders,
            service,
            mock(SaleMeters.class),
            new DecisionMeters(registry),
            refusals,
            mock(GuestOrderLimiter.class),
            mock(GuestAdoption.class),
            hoarding,
            mock(ProofOfWork.class),
            mock(Entrance.class),
            Clock.fixed(NOON, ZoneOffset.UTC));

    @BeforeEach
    void aSaleOfOneSeatAndOneMore() {
        when(sales.await("event1")).thenReturn(Optional.of(sale(1)));
        when(sales.since(NOON, "event1")).thenReturn(Optional.of(sale(2)));
        when(hoarding.limited(any())).thenAnswer(call -> call.getArgument(0));
    }

    private static Order order(OrderDraft draft) {
        Allocation units = new Allocation(List.of(new Allocation.Part("event1/stand/A.1", 1, List.of(2))));
        return OrderFixtures.placed(draft, units, NOON);
    }

    /** @param seats how many the stand has; each version of the event adds one */
    private static Sale sale(int seats) {
        SeatingState row = new SeatingState(List.of(new RowState("A", seats)));
        Instant starts = NOON.plus(Duration.ofDays(3));
        EventState event = new EventState(
                "event1",
                "A concert",
                "Loud",
                null,
                new VenueState("Arena", null, null, null),
                starts,
                starts.plus(Duration.ofHours(2)),
                "Europe/Vienna",
                "EUR",
                null,
                List.of(new TierState("stand", "Stand", 1_000, seats, 10, null, row, seats)),
                null,
                null,
                SalesTerms.DEFAULT,
                "organizer",
                EventStatus.PUBLISHED,
                seats);
        return new Sale(event, true);
    }

    private Order place(@Nullable List<String> seats) {
        PlaceOrderRequest request =
                new PlaceOrderRequest("event1", List.of(new PlaceOrderRequest.Item("stand", null, seats)));
        return placeOrder.place(ADA, Optional.empty(), request, null, null).value();
    }

    @Test
    void aSeatThatWasJustAddedIsSold() {
        when(service.place(any())).thenAnswer(call -> order(call.getArgument(0)));
        assertThat(place(List.of("A-2")).terms().event().version()).isEqualTo(2);
        assertThatThrownBy(() -> place(List.of("A-3")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemException.VALIDATION_FAILED));
    }

    @Test
    void theBestSeatIsLookedForAmongThoseThatWereJustAdded() {
        when(service.place(any())).thenAnswer(call -> {
            OrderDraft draft = call.getArgument(0);
            if (draft.items().getFirst().tier().capacity() == 1) {
                throw mock(Refused.class);
            }
            return order(draft);
        });
        place(null);
        verify(hoarding).notPlaced(any());
        verify(refusals, never()).add(any(), any(Refused.class), any());
        assertThat(decisions("granted")).isEqualTo(1);
        assertThat(decisions("refused")).as("of the same buyer").isZero();
    }

    private long decisions(String outcome) {
        return registry.get("holdfast.claims").tag("outcome", outcome).timer().count();
    }

    @Test
    void anOrderThatAnEarlierRequestHasPlacedIsNotDecidedAgain() {
        when(service.place(any())).thenAnswer(call -> {
            Order placed = spy(order(call.getArgument(0)));
            when(placed.wasPlacedNow()).thenReturn(false);
            return placed;
        });

        place(List.of("A-1"));

        assertThat(decisions("granted") + decisions("refused")).isZero();
    }

    @Test
    void whatIsRefusedBeforeAnythingIsClaimedIsNoDecision() {
        assertThatThrownBy(() -> place(List.of("A-3"))).isInstanceOf(ProblemException.class);

        assertThat(decisions("granted") + decisions("refused")).isZero();
    }

    @Test
    void whatIsRefusedByTheNewestSaleIsRefused() {
        when(service.place(any())).thenAnswer(_ -> {
            throw mock(Refused.class);
        });
        assertThatThrownBy(() -> place(null)).isInstanceOf(Refused.class);
        verify(service, times(2)).place(any());
        assertThat(decisions("refused")).isEqualTo(1);
        verify(refusals).add(any(), any(Refused.class), any());
    }

    /** Hundreds are refused in a second when all is held, and hardly any of them holds something. */
    @Test
    void onlyOfABuyerWhoOrderedLatelyTheOrdersAreRead() {
        when(service.place(any())).thenAnswer(call -> order(call.getArgument(0)));
        Order held = place(List.of("A-2"));
        Refused refused = mock(Refused.class);
        when(refused.shortages()).thenReturn(List.of(new Refused.Shortage("stand", 1, 0, 1, List.of(), List.of())));
        when(refused.retryAfter()).thenReturn(Duration.ofSeconds(9));
        doThrow(refused).when(service).place(any());
        when(orders.findHeld("event1", ADA.id(), NOON)).thenReturn(List.of(held));

        assertThatThrownBy(() -> place(null)).isSameAs(refused);
        verify(orders, never()).findHeld(any(), any(), any());

        when(hoarding.hasOrdered("event1", ADA.id())).thenReturn(true);
        assertThatThrownBy(() -> place(null))
                .isInstanceOfSatisfying(
                        HeldByBuyer.class, own -> assertThat(own.orderId()).isEqualTo(held.id()));
        when(orders.findHeld("event1", ADA.id(), NOON)).thenReturn(List.of());
        assertThatThrownBy(() -> place(null)).as("it ended meanwhile").isSameAs(refused);
    }

    /** The first attempts came to nothing, and what they left must not keep their buyer from ordering. */
    @Test
    void aKeyWhoseOrdersAreVoidOrdersByTheNextId() {
        IdempotencyKey key = new IdempotencyKey("key1");
        String third = Ids.derived("order", "ada", "key1", "3");
        when(orders.isVoid(Ids.derived("order", "ada", "key1"))).thenReturn(true);
        when(orders.isVoid(Ids.derived("order", "ada", "key1", "2"))).thenReturn(true);
        when(service.place(any())).thenAnswer(call -> order(call.getArgument(0)));
        PlaceOrderRequest request =
                new PlaceOrderRequest("event1", List.of(new PlaceOrderRequest.Item("stand", null, null)));

        Order placed =
                placeOrder.place(ADA, Optional.of(key), request, null, null).value();
        assertThat(placed.id()).isEqualTo(third);

        when(orders.find(third)).thenReturn(Optional.of(placed));
        Replay<Order> repeated = placeOrder.place(ADA, Optional.of(key), request, null, null);
        assertThat(repeated.replayed()).isTrue();
        assertThat(repeated.value().id()).isEqualTo(third);
    }
}
