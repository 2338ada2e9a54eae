package io.holdfast.orders.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.OrderStatus;
import io.holdfast.contracts.PaymentAuthorized;
import io.holdfast.contracts.PaymentChallenged;
import io.holdfast.contracts.PaymentFailed;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.messaging.IllegalTransition;
import io.holdfast.messaging.OutboxMark;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.StoredSettings;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.inventory.BuyersFirst;
import io.holdfast.orders.inventory.Inventory;
import io.holdfast.orders.sale.Sale;
import io.holdfast.orders.sale.Sales;
import io.holdfast.orders.ticket.EndedTicket;
import io.holdfast.orders.ticket.Ticket;
import io.holdfast.orders.ticket.TicketCodes;
import io.holdfast.orders.ticket.UnknownTickets;
import io.holdfast.orders.waiting.Entrance;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.Failures;
import io.holdfast.simulation.documents.SimulatedDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What happens to an order is written first, then its units follow, then others are told; whatever comes twice, late or for another. */
class StoredTransitionsTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration HOLD = Duration.ofMinutes(10);
    private static final Instant DEADLINE = NOON.plus(HOLD);
    private static final Allocation UNITS =
            new Allocation(List.of(new Allocation.Part("event1/hall/0", 1), new Allocation.Part("event1/hall/1", 1)));

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOON);
    private final OrderStore orders = store(Effects.NONE);
    private final Inventory<OrderDraft, Order> inventory = mock();
    private final OutboxRelay relay = mock(OutboxRelay.class);
    private final Sales sales = mock(Sales.class);
    private final Entrance entrance = mock(Entrance.class);
    private final Clock clock = mock(Clock.class);
    private final OrdersProperties properties = StoredSettings.USUAL;
    private final UnreleasedUnits units = new UnreleasedUnits(orders, inventory, properties, clock);
    private final OrderService service = service(orders);
    private final HoldExpirations expirations = new HoldExpirations(
            orders, new OverdueOrders(orders, mock(SaleMeters.class)), units, relay, new BuyersFirst(), clock);
    private final PaymentsAndDeadlines messages = new PaymentsAndDeadlines(
            orders, service, expirations, sales, new TicketCodes(), entrance, properties, clock);

    @BeforeEach
    void anOrderIsPlaced() {
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        when(inventory.sell(any(), any(), any())).thenReturn(done);
        when(inventory.releaseAll(any(), any(), any(), any())).thenReturn(done);
        when(inventory.keepOnly(any(), any(), any(), any(), any())).thenReturn(done);
        when(clock.instant()).thenReturn(NOON);
        orders.insert(List.of(Order.place(draft(), UNITS, NOON, HOLD, new TicketCodes()::next)));
    }

    private OrderStore store(Effects effects) {
        MongoTemplate mongo = new MongoTemplate(database.factory("orders", effects, "orders"));
        return StoredOrders.in(mongo);
    }

    private OrderService service(OrderStore store) {
        return new OrderService(store, inventory, relay, mock(SaleMeters.class), properties, clock);
    }

    private static OrderDraft draft() {
        return draft("order1", 2);
    }

    private static OrderDraft draft(String id, int tickets) {
        return draft(id, tickets, false);
    }

    private static OrderDraft draft(String id, int tickets, boolean guest) {
        return OrderFixtures.draft(id, "buyer1", guest, "event1", tickets, NOON);
    }

    private Order order() {
        return orders.find("order1").orElseThrow();
    }

    private static PaymentState payment(String id, PaymentStatus status, Instant authorizedAt) {
        return new PaymentState(id, "order1", "buyer1", status, 1000, "EUR", authorizedAt, null, 0, 1);
    }

    private void authorize(Instant at) {
        messages.authorized(new PaymentAuthorized(payment("payment1", PaymentStatus.AUTHORIZED, at)));
    }

    private void cancelEvent() {
        Sale sale = mock(Sale.class);
        when(sale.isCancelled()).thenReturn(true);
        when(sales.recent("event1")).thenReturn(Optional.of(sale));
    }

    // Deadlines.

    /** Or holds that end together would keep the database from those who order. */
    @Test
    void holdsThatEndRestAfterEachGroupWhileOrdersArePlaced() {
        Duration rest = Duration.ofMillis(500);
        BuyersFirst buyers = mock(BuyersFirst.class);
        when(buyers.restAfter(any())).thenReturn(rest);
        HoldExpirations resting = new HoldExpirations(
                orders, new OverdueOrders(orders, mock(SaleMeters.class)), units, relay, buyers, clock);
        orders.insert(List.of(Order.place(draft("order2", 1), UNITS, NOON, HOLD, new TicketCodes()::next)));
        when(clock.instant()).thenReturn(DEADLINE);
        long began = System.nanoTime();

        resting.expire("order1", DEADLINE);
        resting.expire("order2", DEADLINE);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(rest);
        assertThat(orders.find("order2").orElseThrow().status()).isEqualTo(OrderStatus.EXPIRED);
    }

    @Test
    void aDeadlineThatIsEarlyByThisClockIsNotForgotten() {
        assertThatIllegalStateException().isThrownBy(() -> expirations.expire("order1", DEADLINE));
        assertThat(order().status()).isEqualTo(OrderStatus.AWAITING_PAYMENT);

        when(clock.instant()).thenReturn(DEADLINE);
        expirations.expire("order1", DEADLINE);
        assertThat(order().status()).isEqualTo(OrderStatus.EXPIRED);
    }

    @Test
    void theFirstDeadlineOfAProlongedHoldIsForgottenAndTheNextIsNot() {
        Instant asked = DEADLINE.minusSeconds(60);
        Instant prolonged = asked.plus(properties.prolonged());
        messages.challenged(new PaymentChallenged(payment("payment1", PaymentStatus.AUTHORIZING, asked), asked));
        when(clock.instant()).thenReturn(DEADLINE);

        expirations.expire("order1", DEADLINE);
        assertThat(order().status()).isEqualTo(OrderStatus.AWAITING_PAYMENT);
        assertThatIllegalStateException().isThrownBy(() -> expirations.expire("order1", prolonged));
    }

    /** A guest's order goes into an account while its deadline is handled. */
    @Test
    void anOverdueOrderThatChangesMeanwhileIsExpiredAsItIsThen() {
        orders.insert(List.of(Order.place(draft("order2", 2, true), UNITS, NOON, HOLD, new TicketCodes()::next)));
        Order read = orders.find("order2").orElseThrow();
        Order adopted = orders.find("order2").orElseThrow();
        assertThat(adopted.adopt("account1", NOON)).isTrue();
        assertThat(orders.save(adopted, read.version())).isTrue();

        List<Order> over = new OverdueOrders(orders, mock(SaleMeters.class)).expire(List.of(read), DEADLINE);

        assertThat(over).singleElement().extracting(Order::status).isEqualTo(OrderStatus.EXPIRED);
        assertThat(orders.find("order2").orElseThrow().status()).isEqualTo(OrderStatus.EXPIRED);
    }

    /** Two replicas find them overdue, and each writes some. */
    @Test
    void theEndOfAnOrderIsCountedByWhoWroteIt() {
        orders.insert(List.of(Order.place(draft("order2", 3), UNITS, NOON, HOLD, new TicketCodes()::next)));
        List<Order> read = List.of(order(), orders.find("order2").orElseThrow());
        MeterRegistry first = new SimpleMeterRegistry();
        MeterRegistry second = new SimpleMeterRegistry();
        new OverdueOrders(orders, new SaleMeters(first))
                .expire(List.of(orders.find("order2").orElseThrow()), DEADLINE);

        List<Order> over = new OverdueOrders(orders, new SaleMeters(second)).expire(read, DEADLINE);

        assertThat(over).extracting(Order::id).containsExactlyInAnyOrder("order1", "order2");
        assertThat(counted(first, "expired")).isEqualTo("1 orders, 3 units");
        assertThat(counted(second, "expired")).isEqualTo("1 orders, 2 units");
    }

    @Test
    void theEndOfACancelledEventsOrderIsCountedByWhoWroteIt() {
        orders.insert(List.of(Order.place(draft("order2", 3), UNITS, NOON, HOLD, new TicketCodes()::next)));
        MeterRegistry first = new SimpleMeterRegistry();
        MeterRegistry second = new SimpleMeterRegistry();
        AtomicBoolean isOvertaken = new AtomicBoolean();
        OrderStore slow = store(operation -> {
            if (operation.isWrite() && !isOvertaken.getAndSet(true)) {
                eventOrders(orders, first).endWithEvent(List.of("order2"));
            }
            operation.perform();
        });

        eventOrders(slow, second).endWithEvent(List.of("order1", "order2"));

        assertThat(isOvertaken).isTrue();
        assertThat(counted(first, "cancelled")).isEqualTo("1 orders, 3 units");
        assertThat(counted(second, "cancelled")).isEqualTo("1 orders, 2 units");
        verify(inventory, times(2)).releaseAll(any(), eq("order2"), any(), any());
    }

    private EventOrders eventOrders(OrderStore store, MeterRegistry registry) {
        return new EventOrders(
                store,
                new UnreleasedUnits(store, inventory, properties, clock),
                relay,
                new SaleMeters(registry),
                clock);
    }

    private static String counted(MeterRegistry registry, String status) {
        return "%.0f orders, %.0f units"
                .formatted(
                        registry.get("holdfast.orders")
                                .tag("status", status)
                                .counter()
                                .count(),
                        registry.get("holdfast.units")
                                .tag("status", status)
                                .counter()
                                .count());
    }

    @Test
    void theUnitsOfAnExpiredOrderAreFreeBeforeOthersAreTold() {
        when(clock.instant()).thenReturn(DEADLINE);
        expirations.expire("order1", DEADLINE);

        InOrder steps = inOrder(inventory, relay);
        steps.verify(inventory).releaseAll(eq("event1"), eq("order1"), any(), eq(UNITS));
        steps.verify(relay).publishAll(anyCollection());
    }

    // Payments.

    @Test
    void aPaymentOfACancelledEventsOrderEndsTheOrder() {
        cancelEvent();
        authorize(NOON);

        assertThat(order().status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(order().reason()).isEqualTo(Order.EVENT_CANCELLED);
        verify(inventory, never()).sell(any(), any(), any());
    }

    @Test
    void noHoldOfACancelledEventIsProlonged() {
        cancelEvent();
        Instant asked = DEADLINE.minusSeconds(60);
        messages.challenged(new PaymentChallenged(payment("payment1", PaymentStatus.AUTHORIZING, asked), asked));
        assertThat(order().prolongedUntil()).isNull();
    }

    @Test
    void aPaymentThatComesTooLateExpiresTheOrder() {
        when(clock.instant()).thenReturn(DEADLINE);
        authorize(DEADLINE);

        assertThat(order().status()).isEqualTo(OrderStatus.EXPIRED);
        verify(inventory).releaseAll(any(), any(), any(), any());
    }

    /** Another replica prolongs the hold after this one has read that it is over. */
    @Test
    void aPaymentInTimeForAProlongedHoldIsNotForgotten() {
        when(clock.instant()).thenReturn(DEADLINE);
        AtomicBoolean prolonged = new AtomicBoolean();
        OrderStore slow = store(operation -> {
            if (operation.isWrite() && !prolonged.getAndSet(true)) {
                Order stored = order();
                long before = stored.version();
                assertThat(stored.prolong(DEADLINE.minusSeconds(60), properties.prolonged(), DEADLINE.minusSeconds(1)))
                        .isTrue();
                assertThat(orders.save(stored, before)).isTrue();
            }
            operation.perform();
        });
        new PaymentsAndDeadlines(
                        slow, service(slow), expirations, sales, new TicketCodes(), entrance, properties, clock)
                .authorized(new PaymentAuthorized(payment("payment1", PaymentStatus.AUTHORIZED, DEADLINE)));

        assertThat(prolonged).isTrue();
        assertThat(order().status()).isEqualTo(OrderStatus.COMPLETED);
    }

    @Test
    void aPaymentInAnotherCurrencyCompletesNothing() {
        messages.authorized(new PaymentAuthorized(new PaymentState(
                "payment1", "order1", "buyer1", PaymentStatus.AUTHORIZED, 1000, "USD", NOON, null, 0, 1)));
        assertThat(order().status()).isEqualTo(OrderStatus.AWAITING_PAYMENT);
    }

    /** A newer message of the order is not published yet: the write that notes the charge must not say that nothing is pending. */
    @Test
    void aChargeIsNotedWithAMarkOnlyIfThatLeavesNothingPending() {
        authorize(NOON);
        OutboxMark mark = mock();
        when(mark.guard()).thenReturn(new Document());
        when(mark.fields()).thenReturn(new Document("outbox.entries.1.sequence", 7L));
        when(mark.nothingElse()).thenReturn(new Document("outbox.last", 1L));
        assertThat(orders.setCharged("order1", mark)).isFalse();
        when(mark.nothingElse()).thenReturn(new Document("outbox.last", 2L));
        assertThat(orders.setCharged("order1", mark)).isTrue();
        assertThat(order().isUncharged()).isFalse();
    }

    @Test
    void whatACrashLeftOutAfterAPaymentIsDoneWhenItsMessageComesAgain() {
        authorize(NOON);
        clearInvocations(inventory, relay);
        authorize(NOON);

        verify(inventory).sell("event1", "order1", UNITS);
        verify(relay).publish(any());
        assertThat(order().version()).isEqualTo(2);
    }

    @Test
    void onlyARefusedCaptureEndsTheOrderThatItsPaymentCompleted() {
        authorize(NOON);
        messages.failed(new PaymentFailed(payment("payment1", PaymentStatus.DECLINED, NOON)));
        messages.failed(new PaymentFailed(payment("other", PaymentStatus.CAPTURE_FAILED, NOON)));
        assertThat(order().status()).isEqualTo(OrderStatus.COMPLETED);

        // Who chooses again has to be counted before the order is over.
        doAnswer(_ -> {
                    assertThat(order().status()).isEqualTo(OrderStatus.COMPLETED);
                    return null;
                })
                .when(entrance)
                .captureFailed("order1");
        clearInvocations(entrance);
        messages.failed(new PaymentFailed(payment("payment1", PaymentStatus.CAPTURE_FAILED, NOON)));
        assertThat(order().status()).isEqualTo(OrderStatus.CANCELLED);
        verify(entrance).captureFailed("order1");
    }

    @Test
    void whatIsDueOfAChargeIsNotPaidBackByTheFailedCaptureOfAnotherPayment() {
        authorize(NOON);
        service.refund(order(), "refund1", 300L, Set.of(), null, "late", "print");
        messages.failed(new PaymentFailed(payment("other", PaymentStatus.CAPTURE_FAILED, NOON)));
        assertThat(order().refundPaid()).isZero();
    }

    // The order of effects.

    @Test
    void noUnitsAreReleasedForACancellationThatWasNotWritten() {
        Order stale = order();
        authorize(NOON);

        assertThatThrownBy(() -> service.cancel(stale)).isInstanceOf(IllegalTransition.class);
        verify(inventory, never()).releaseAll(any(), any(), any(), any());
        assertThat(order().status()).isEqualTo(OrderStatus.COMPLETED);
    }

    @Test
    void aTransitionThatMeetsAnotherOneIsTriedAgainOnWhatThatWrote() {
        authorize(NOON);
        Order stale = order();
        service.refund(order(), "refund1", 300L, Set.of(), null, "late", "print");
        service.sellBack(stale);
        assertThat(order().status()).isEqualTo(OrderStatus.SOLD_BACK);
        assertThat(order().refundDue()).as("the rest once").isEqualTo(1000);
        assertThat(order().refunds()).hasSize(2);
    }

    @Test
    void theUnitsFollowTheWriteAndTheMessageFollowsThem() {
        InOrder steps = inOrder(inventory, relay);
        service.cancel(order());
        steps.verify(inventory).releaseAll(any(), any(), any(), any());
        steps.verify(relay).publish(any());

        // A crash may have come in between.
        service.cancel(order());
        steps.verify(inventory).releaseAll(any(), any(), any(), any());
        steps.verify(relay).publish(any());
    }

    @Test
    void whoCancelsAnExpiredOrderFindsItExpired() {
        when(clock.instant()).thenReturn(DEADLINE);
        expirations.expire("order1", DEADLINE);
        assertThat(service.cancel(order()).status()).isEqualTo(OrderStatus.EXPIRED);
    }

    @Test
    void anOrderIsMarkedUntilItsUnitsAreReleased() {
        authorize(NOON);
        when(inventory.releaseAll(any(), any(), any(), any()))
                .thenReturn(CompletableFuture.failedFuture(Failures.readTimeout()));
        assertThatThrownBy(() -> service.sellBack(order())).isInstanceOf(RuntimeException.class);
        assertThat(unreleased()).containsExactly("order1");

        when(inventory.releaseAll(any(), any(), any(), any())).thenReturn(CompletableFuture.completedFuture(null));
        when(clock.instant()).thenReturn(NOON.plus(properties.abandonedAfter()));
        units.sweep();
        assertThat(unreleased()).as("given up just now").containsExactly("order1");
        when(clock.instant()).thenReturn(NOON.plus(properties.abandonedAfter()).plusMillis(1));
        units.sweep();
        assertThat(unreleased()).isEmpty();
    }

    private List<String> unreleased() {
        return orders.findUnreleasedIds(NOON.plus(Duration.ofHours(1)), 10);
    }

    @Test
    void whomTheReceiptIsMadeOutToIsSettledOnceItIsPaid() {
        InvoiceAddress address = new InvoiceAddress("Ada", "Ring 1", null, "Vienna", "AT", null);
        assertThat(orders.setInvoiceAddress("order1", address)).isTrue();
        authorize(NOON);
        assertThat(orders.setInvoiceAddress("order1", address)).isFalse();
    }

    // Tickets given back one by one.

    @Test
    void unitsAreGivenBackOnlyAfterAllAreMarkedAsSold() {
        authorize(NOON);
        clearInvocations(inventory, relay);
        InOrder steps = inOrder(inventory);
        Order part =
                service.sellBack(order(), Set.of(order().tickets().getLast().id()), false);
        steps.verify(inventory).sell("event1", "order1", UNITS);
        steps.verify(inventory).keepOnly("event1", "order1", part.terms().buyerKeys(), UNITS, part.allocation());
        assertThat(part.allocation().parts()).hasSize(1);
        assertThat(unreleased()).isEmpty();
    }

    @Test
    void noMoreIsPaidBackForATicketThanIsLeft() {
        authorize(NOON);
        Set<String> first = Set.of(order().tickets().getFirst().id());
        assertThatThrownBy(() -> service.refund(order(), "refund1", 1001L, first, null, "late", "print"))
                .isInstanceOf(RefundTooHigh.class);
        assertThat(order().refundDue()).isZero();
    }

    @Test
    void aTicketThatTheOrganizerRefundedIsNotTakenForSoldBack() {
        authorize(NOON);
        Set<String> first = Set.of(order().tickets().getFirst().id());
        service.refund(order(), "refund1", null, first, null, "late", "print");
        assertThatThrownBy(() -> service.sellBack(order(), first, false)).isInstanceOf(UnknownTickets.class);
    }

    @Test
    void eachTicketThatIsGivenBackEndsAUnitOfItsOwn() {
        List<Allocation.Part> parts = IntStream.range(0, 3)
                .mapToObj(block -> new Allocation.Part("event1/hall/" + block, 1))
                .toList();
        Order three = Order.place(draft("order2", 3), new Allocation(parts), NOON, HOLD, new TicketCodes()::next);
        PaymentState paid = new PaymentState(
                "payment2", "order2", "buyer1", PaymentStatus.AUTHORIZED, 1500, "EUR", NOON, null, 0, 1);
        three.complete(paid, NOON, new TicketCodes()::next);
        List<Ticket> tickets = three.tickets();
        three.sellBack(Set.of(tickets.get(0).id(), tickets.get(1).id()), false, NOON);

        assertThat(three.ended()).extracting(EndedTicket::unit).doesNotHaveDuplicates();
        assertThat(three.allocation().parts()).containsExactly(parts.getFirst());
    }

    @Test
    void whatALaterVersionGaveBackStaysMarkedThoughAnEarlierPartIsReleased() {
        authorize(NOON);
        Order earlier = order();
        earlier.sellBack(Set.of(earlier.tickets().getLast().id()), false, NOON);
        assertThat(orders.save(earlier, 2)).isTrue();
        Order later = order();
        later.refund("refund1", null, "late", "print", NOON);
        assertThat(orders.save(later, 3)).isTrue();

        orders.markReleased(earlier);
        assertThat(unreleased()).containsExactly("order1");
        units.release(List.of(earlier));
        assertThat(unreleased()).containsExactly("order1");
        units.release(List.of(later));
        assertThat(unreleased()).isEmpty();
    }

    // What the payment reports.

    private static PaymentState refunded(long amount, long version) {
        return new PaymentState(
                "payment1", "order1", "buyer1", PaymentStatus.CAPTURED, 2000, "EUR", NOON, null, amount, version);
    }

    @Test
    void anOlderReportOfWhatWasPaidBackChangesNothing() {
        orders.saveRefundProgress(refunded(500, 3));
        orders.saveRefundProgress(refunded(200, 2));
        assertThat(order().refundPaid()).isEqualTo(500);

        orders.saveRefundProgress(refunded(700, 4));
        assertThat(order().refundPaid()).isEqualTo(700);
    }

    // Holds.

    /** It is to expire soon, and its units are anyone's. */
    @Test
    void anOverdueOrderIsNotShownAsHeld() {
        assertThat(orders.findHeld("event1", "buyer1", DEADLINE.minusMillis(1))).hasSize(1);
        assertThat(orders.findHeld("event1", "buyer1", DEADLINE)).isEmpty();
        assertThat(orders.findHeld("event2", "buyer1", NOON)).isEmpty();
    }

    @Test
    void whatWasGivenUpLongAgoDoesNotCount() {
        when(clock.instant()).thenReturn(DEADLINE);
        expirations.expire("order1", DEADLINE);

        assertThat(orders.findGivenUp("event1", List.of("buyer1"), NOON))
                .singleElement()
                .satisfies(order -> assertThat(order.units()).isEqualTo(2));
        assertThat(orders.findGivenUp("event1", List.of("buyer1"), NOON.plusMillis(1)))
                .isEmpty();
        assertThat(orders.findGivenUp("event2", List.of("buyer1"), NOON)).isEmpty();
    }
}
