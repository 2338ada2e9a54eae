package io.holdfast.orders.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.mongodb.client.model.Updates;
import io.holdfast.contracts.DisputeState;
import io.holdfast.contracts.OrderState;
import io.holdfast.contracts.PaymentState;
import io.holdfast.contracts.PaymentStatus;
import io.holdfast.messaging.AbsenceCheck;
import io.holdfast.messaging.ClockSkew;
import io.holdfast.messaging.OutboxBatches;
import io.holdfast.messaging.OutboxRelay;
import io.holdfast.orders.OrdersProperties;
import io.holdfast.orders.StoredSettings;
import io.holdfast.orders.inventory.Allocation;
import io.holdfast.orders.inventory.GrantedClaim;
import io.holdfast.orders.inventory.Inventory;
import io.holdfast.orders.inventory.OrderSink.AlreadyExists;
import io.holdfast.orders.inventory.OrderSink.HolderState;
import io.holdfast.orders.inventory.OrderSink.NeverWritten;
import io.holdfast.orders.inventory.OrderSink.Outcome;
import io.holdfast.orders.inventory.OrderSink.Unknown;
import io.holdfast.orders.inventory.OrderSink.Written;
import io.holdfast.orders.inventory.OrderUnits;
import io.holdfast.orders.sale.Sales;
import io.holdfast.orders.ticket.Admission;
import io.holdfast.orders.ticket.TicketCodes;
import io.holdfast.orders.ticket.TicketStopped;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.Failures;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.springframework.data.mongodb.core.MongoTemplate;

/** An order whose write has no answer may be written at any later time: never after its units were given back. */
class LateOrdersTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Allocation UNITS = new Allocation(List.of(new Allocation.Part("event1/hall/0", 2)));
    private static final OrderUnits HELD = new OrderUnits("order1", "event1/hall/0", 2, List.of());

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOON);
    private final List<Operation> late = new ArrayList<>();
    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    private final OrdersProperties properties = StoredSettings.USUAL;
    private final OrderStore orders = store(Effects.NONE);
    private final HolderResolver holders = resolver(orders, clock);

    private static HolderResolver resolver(OrderStore store, Clock clock) {
        OverdueOrders overdue = new OverdueOrders(store, mock(SaleMeters.class));
        return new HolderResolver(store, overdue, mock(OutboxRelay.class), clock);
    }

    private OrderStore store(Effects effects) {
        MongoTemplate mongo = new MongoTemplate(database.factory("orders", effects, "orders"));
        return StoredOrders.in(mongo);
    }

    /** The inserts of orders are kept, to be performed late, and get no answer; nothing else is disturbed. */
    private void keep(Operation operation) {
        if (late.isEmpty() && operation.name().equals("insert")) {
            late.add(operation);
            throw Failures.readTimeout();
        }
    }

    private GrantedOrders granted(OrderStore store) {
        return new GrantedOrders(
                store,
                holders,
                mock(OutboxRelay.class),
                mock(OutboxBatches.class),
                new TicketCodes(),
                properties,
                clock);
    }

    private static OrderDraft draft() {
        return draft("order1", false, "event1");
    }

    private static OrderDraft draft(String id, boolean guest, String eventId) {
        return OrderFixtures.draft(id, guest ? "guest1" : "buyer1", guest, eventId, 2, NOON);
    }

    private static Order placed(String id, boolean guest, String eventId) {
        Allocation units = new Allocation(List.of(new Allocation.Part(eventId + "/hall/1", 2)));
        return OrderFixtures.placed(draft(id, guest, eventId), units, NOON);
    }

    private static Order placed() {
        return OrderFixtures.placed(draft(), UNITS, NOON);
    }

    @Test
    void noTicketIsAdmittedOnceADisputeIsKnownToBeLost() {
        Order paid = placed();
        paid.complete(payment(null, 2), NOON, new TicketCodes()::next);
        orders.insert(List.of(paid));
        Order atTheDoor = orders.find("order1").orElseThrow();
        String code = atTheDoor.tickets().getFirst().code();
        assertThat(atTheDoor.admit(code, new Admission("scan", NOON, atTheDoor.moneyReport())))
                .isTrue();

        orders.saveRefundProgress(payment(DisputeState.Status.LOST, 4));

        assertThat(orders.saveTickets(atTheDoor, 0)).as("decided too late").isFalse();
        Order lost = orders.find("order1").orElseThrow();
        assertThatThrownBy(() -> lost.admit(code, new Admission("scan", NOON, lost.moneyReport())))
                .isInstanceOf(TicketStopped.class);
        assertThat(lost.isStopped(true)).isTrue();
        assertThat(lost.isStopped(false)).isFalse();

        orders.saveRefundProgress(payment(DisputeState.Status.OPEN, 3));
        assertThat(orders.find("order1").orElseThrow().isStopped(true))
                .as("an older report")
                .isTrue();
        orders.saveRefundProgress(payment(DisputeState.Status.WON, 5));
        Order won = orders.find("order1").orElseThrow();
        assertThat(won.admit(code, new Admission("scan", NOON, won.moneyReport())))
                .isTrue();
        assertThat(orders.saveTickets(won, 0)).isTrue();
        assertThat(orders.find("order1").orElseThrow().tickets().getFirst().admission())
                .isEqualTo(new Admission("scan", NOON, 5L));
    }

    private static PaymentState payment(DisputeState.@Nullable Status dispute, long version) {
        return new PaymentState(
                "payment1",
                "order1",
                "buyer1",
                dispute == null ? PaymentStatus.AUTHORIZED : PaymentStatus.CAPTURED,
                1000,
                "EUR",
                NOON,
                null,
                0,
                null,
                dispute == null ? null : new DisputeState(1000, "fraudulent", dispute),
                version);
    }

    @Test
    void anOrderThatHealingDidNotFindIsNeverWrittenAfterItsUnitsAreReleased() {
        OrderStore slow = store(this::keep);
        assertThatThrownBy(() -> slow.insert(List.of(placed()))).isInstanceOf(RuntimeException.class);
        assertThat(holders.resolve(List.of(HELD))).containsEntry(HELD, HolderState.RELEASABLE);
        late.getFirst().perform();
        assertNeverWritten();
        assertThat(orders.voidId("order1", "event1", NOON))
                .as("it is void already")
                .isTrue();
    }

    @Test
    void anOrderThatIsThereKeepsItsUnits() {
        orders.insert(List.of(placed()));
        assertThat(holders.resolve(List.of(HELD))).containsEntry(HELD, HolderState.HELD);
        OrderUnits others = new OrderUnits("order1", "event1/hall/1", 2, List.of());
        assertThat(holders.resolve(List.of(others))).containsEntry(others, HolderState.RELEASABLE);
    }

    @Test
    void anOrderThatIsOverdueIsExpiredBeforeItsUnitsAreReleased() {
        orders.insert(List.of(placed()));
        Clock later = Clock.fixed(NOON.plus(Duration.ofMinutes(11)), ZoneOffset.UTC);
        assertThat(resolver(orders, later).resolve(List.of(HELD))).containsEntry(HELD, HolderState.RELEASABLE);
        assertThat(orders.find("order1").orElseThrow().status().name()).isEqualTo("EXPIRED");
    }

    @Test
    void anOrderThatIsPaidWhileItExpiresKeepsItsUnits() {
        orders.insert(List.of(placed()));
        OrderStore slow = store(operation -> {
            if (operation.name().equals("update")) {
                Order order = orders.find("order1").orElseThrow();
                order.complete(payment(order), NOON, new TicketCodes()::next);
                assertThat(orders.save(order, 1)).isTrue();
            }
            operation.perform();
        });
        Clock later = Clock.fixed(NOON.plus(Duration.ofMinutes(11)), ZoneOffset.UTC);
        assertThat(resolver(slow, later).resolve(List.of(HELD))).containsEntry(HELD, HolderState.HELD);
        assertThat(orders.find("order1").orElseThrow().status().name()).isEqualTo("COMPLETED");
    }

    @Test
    void anOrderThatTheReadBackDidNotFindIsNeverWritten() {
        List<Outcome<Order>> outcomes = granted(store(this::keep))
                .openBatch("event1", List.of("order1"))
                .write(List.of(new GrantedClaim<>(draft(), UNITS, NOON)));
        assertThat(outcomes).singleElement().isInstanceOf(NeverWritten.class);
        assertThat(late).hasSize(1);
        late.getFirst().perform();
        assertNeverWritten();
    }

    /** By its event a check of the data knows which refusals it cannot judge. */
    private void assertNeverWritten() {
        assertThat(orders.find("order1")).isEmpty();
        assertThat(orders.findOfEvent("event1", null, null, 10)).isEmpty();
        assertThat(database.documents("orders", "orders"))
                .singleElement()
                .satisfies(
                        mark -> assertThat(mark.getString("voidOf").getValue()).isEqualTo("event1"));
    }

    /** A batch is closed without an order only once that can never be written: nothing else would publish it. */
    @Test
    void anOrderThatABatchIsClosedWithoutIsNeverWritten() {
        OrderStore slow = store(this::keep);
        assertThatThrownBy(() -> slow.insert(List.of(placed()))).isInstanceOf(RuntimeException.class);
        AbsenceCheck absence = absence(true);

        Instant abandoned = NOON.minus(properties.abandonedAfter());
        assertThat(absence.isFinal("order1", "event1", abandoned))
                .as("it may be under way")
                .isFalse();
        assertThat(orders.findUsedIds(List.of("order1"))).isEmpty();
        assertThat(absence.isFinal("order1", "event1", abandoned.minusMillis(1)))
                .isTrue();

        late.getFirst().perform();
        assertNeverWritten();
    }

    @Test
    void whatABatchOfAnEarlierReleaseIsClosedWithoutIsOfNoKnownEvent() {
        assertThat(absence(true).isFinal("order1", null, Instant.EPOCH)).isTrue();
        assertVoidOfNoKnownEvent();
    }

    /** Who uses a key for orders of two events may be refused the units of either. */
    @Test
    void anIdThatIsVoidBecauseOfTwoEventsIsOfNoKnownEvent() {
        assertThat(orders.voidId("order1", "event1", NOON)).isTrue();
        List<Outcome<Order>> outcomes = granted(orders)
                .openBatch("event2", List.of("order1"))
                .write(List.of(new GrantedClaim<>(draft("order1", false, "event2"), UNITS, NOON)));
        assertThat(outcomes).singleElement().isInstanceOf(NeverWritten.class);
        assertVoidOfNoKnownEvent();
        assertThat(orders.voidId("order1", "event1", NOON)).isTrue();
        assertVoidOfNoKnownEvent();
    }

    private void assertVoidOfNoKnownEvent() {
        assertThat(orders.isVoid("order1")).isTrue();
        assertThat(database.documents("orders", "orders"))
                .singleElement()
                .satisfies(mark -> assertThat(mark).doesNotContainKey("voidOf"));
    }

    @Test
    void anOrderThatIsThereIsNotMissing() {
        orders.insert(List.of(placed()));
        assertThat(absence(true).isFinal("order1", "event1", Instant.EPOCH)).isFalse();
        assertThat(orders.find("order1")).isPresent();
    }

    /** What seems old to a clock that is ahead may have been begun a moment ago. */
    @Test
    void aReplicaWithAWrongClockLeavesBatchesToOthers() {
        assertThat(absence(false).isFinal("order1", "event1", Instant.EPOCH)).isFalse();
        orders.insert(List.of(placed()));
        assertThat(orders.find("order1")).isPresent();
    }

    /** As the batches of orders are given it. */
    private AbsenceCheck absence(boolean clockIsRight) {
        OutboxRelay relay = mock(OutboxRelay.class);
        ClockSkew skew = mock(ClockSkew.class);
        when(skew.databaseClock()).thenReturn(clock);
        when(skew.isWithin(properties.toleratedSkew())).thenReturn(clockIsRight);
        MongoTemplate mongo = new MongoTemplate(database.factory("orders", Effects.NONE, "orders"));
        new OrdersConfiguration().orderBatches(relay, mongo, orders, properties, skew);
        ArgumentCaptor<AbsenceCheck> given = ArgumentCaptor.captor();
        verify(relay).batches(any(), eq("orders"), given.capture());
        return given.getValue();
    }

    /** That a request was repeated is decided by what was written, not by a clock. */
    @Test
    void anOrderWasPlacedNowByTheClaimThatWroteItAndNoOther() {
        assertThat(placedNow(written(granted(orders), UNITS))).isTrue();
        Allocation others = new Allocation(List.of(new Allocation.Part("event1/hall/1", 2)));
        assertThat(placedNow(written(granted(orders), others))).isFalse();
        assertThat(orders.find("order1").orElseThrow().wasPlacedNow()).isFalse();
    }

    @Test
    void anOrderThatWasWrittenWithoutAnAnswerWasPlacedNow() {
        GrantedOrders unanswered = granted(store(operation -> {
            operation.perform();
            keep(operation);
        }));
        assertThat(placedNow(written(unanswered, UNITS))).isTrue();
        assertThat(late).hasSize(1);
    }

    private static Outcome<Order> written(GrantedOrders granted, Allocation units) {
        return granted.openBatch("event1", List.of("order1"))
                .write(List.of(new GrantedClaim<>(draft(), units, NOON)))
                .getFirst();
    }

    private static boolean placedNow(Outcome<Order> outcome) {
        return switch (outcome) {
            case Written<Order>(Order order) -> order.wasPlacedNow();
            case AlreadyExists<Order>(Order order, Allocation _) -> order.wasPlacedNow();
            case NeverWritten<Order>(), Unknown<Order>() -> throw new AssertionError(outcome);
        };
    }

    @Test
    void anOrderDoesNotAdoptUnitsForATicketThatWasGivenBack() {
        Allocation.Part first = new Allocation.Part("event1/hall/0", 1);
        Allocation.Part second = new Allocation.Part("event1/hall/1", 1);
        Allocation units = new Allocation(List.of(first, second));
        orders.insert(List.of(OrderFixtures.placed(draft(), units, NOON)));
        Order order = orders.find("order1").orElseThrow();
        order.complete(payment(order), NOON, new TicketCodes()::next);
        assertThat(order.sellBack(Set.of(order.tickets().getLast().id()), false, NOON))
                .isTrue();
        assertThat(orders.save(order, 1)).isTrue();

        List<Outcome<Order>> again = granted(orders)
                .openBatch("event1", List.of("order1"))
                .write(List.of(new GrantedClaim<>(draft(), units, NOON)));
        assertThat(again)
                .singleElement()
                .isInstanceOfSatisfying(
                        AlreadyExists.class,
                        exists -> assertThat(exists.allocation().parts()).hasSize(1));
    }

    @Test
    void whatIsNotKnownOfAnOrderReleasesNothing() {
        GrantedOrders silent = granted(store(_ -> {
            throw Failures.readTimeout();
        }));
        assertThat(written(silent, UNITS)).as("neither written nor read back").isInstanceOf(Unknown.class);

        orders.insert(List.of(placed()));
        GrantedOrders unread = granted(store(operation -> {
            if (operation.name().equals("find")) {
                throw Failures.readTimeout();
            }
            operation.perform();
        }));
        assertThat(written(unread, UNITS))
                .as("there is one, which cannot be read")
                .isInstanceOf(Unknown.class);
    }

    @Test
    void ordersThatCannotBeListedAreReadBackSinceAnotherReplicaMayHaveWrittenThem() {
        orders.insert(List.of(placed()));
        OutboxBatches batches = mock(OutboxBatches.class);
        when(batches.open(any(), any())).thenThrow(Failures.readTimeout());
        GrantedOrders granted = new GrantedOrders(
                orders, holders, mock(OutboxRelay.class), batches, new TicketCodes(), properties, clock);
        Allocation others = new Allocation(List.of(new Allocation.Part("event1/hall/1", 2)));
        assertThat(granted.openBatch("event1", List.of("order1", "order2", "order3", "order4"))
                        .write(List.of(new GrantedClaim<>(draft(), others, NOON))))
                .singleElement()
                .isInstanceOfSatisfying(
                        AlreadyExists.class,
                        exists -> assertThat(exists.allocation()).isEqualTo(UNITS));
    }

    @Test
    void whatAnOrderKeepsInABlockStaysHeldWhenItGaveAnotherPartOfItBack() {
        orders.insert(List.of(placed()));
        Order order = orders.find("order1").orElseThrow();
        order.complete(payment(order), NOON, new TicketCodes()::next);
        order.sellBack(Set.of(order.tickets().getLast().id()), false, NOON);
        assertThat(orders.save(order, 1)).isTrue();
        OrderUnits kept = new OrderUnits("order1", "event1/hall/0", 1, List.of());

        assertThat(holders.resolve(List.of(HELD)))
                .as("to be given back in part, by the order's own mark")
                .containsEntry(HELD, HolderState.HELD);
        assertThat(holders.resolve(List.of(kept))).containsEntry(kept, HolderState.SOLD);

        OrderUnits counted = new OrderUnits("order1", "event1/@/account1", 2, List.of());
        OrderUnits ofAnotherTier = new OrderUnits("order1", "event1/@stand/account1", 2, List.of());
        assertThat(holders.resolve(List.of(counted, ofAnotherTier)))
                .as("what it keeps must not be released with the rest, and with nothing else it has")
                .containsEntry(counted, HolderState.TOO_MANY)
                .containsEntry(ofAnotherTier, HolderState.RELEASABLE);
    }

    /** By these orders it is decided how much more a buyer may have, or has to wait for. */
    @Test
    void theOrdersOfABuyerAreFoundByAccountAndByAddress() {
        String address = OrderTerms.addressKey("ada@example.com");
        Order paid = placed();
        paid.complete(payment(paid), NOON, new TicketCodes()::next);
        orders.insert(List.of(paid));
        orders.insert(List.of(placed("order2", true, "event1"), placed("order3", false, "event2")));

        assertThat(orders.findAlive("event1", Set.of("buyer1", address), false))
                .extracting(living ->
                        living.orderId() + " by " + (living.buyerKey().equals(address) ? "address" : "account"))
                .containsExactlyInAnyOrder("order1 by account", "order1 by address", "order2 by address");

        Order given = orders.find("order2").orElseThrow();
        given.cancel(NOON);
        assertThat(orders.save(given, 1)).isTrue();
        assertThat(orders.findAlive("event1", Set.of("buyer1"), false))
                .extracting(living -> living.orderId())
                .containsExactly("order1");
        assertThat(orders.findAlive("event1", Set.of(address), false)).isEmpty();
        assertThat(orders.findGivenUp("event1", Set.of(address), NOON)).hasSize(1);
        assertThat(orders.findGivenUp("event1", Set.of(address), NOON.plusSeconds(1)))
                .isEmpty();
        assertThat(orders.findGivenUp("event2", Set.of(address), NOON)).isEmpty();
    }

    /** All other buyers of the event wait while they are read. */
    @Test
    void ofABuyersOrdersOnlyThoseOfTheEventAreRead() {
        Order paid = placed("order1", false, "event1");
        paid.complete(payment(paid), NOON, new TicketCodes()::next);
        orders.insert(List.of(
                paid,
                placed("order2", false, "event1"),
                placed("order3", true, "event1"),
                placed("order4", false, "event2"),
                placed("order5", true, "event2")));
        Set<String> keys = Set.of("buyer1", OrderTerms.addressKey("ada@example.com"));
        List<String> read = new ArrayList<>();
        OrderStore watched = store(operation -> {
            operation.perform();
            if (operation.name().equals("find")) {
                operation
                        .reply()
                        .getDocument("cursor")
                        .getArray("firstBatch")
                        .forEach(order ->
                                read.add(order.asDocument().getString("_id").getValue()));
            }
        });

        watched.findAlive("event1", keys, false);
        assertThat(read).containsExactlyInAnyOrder("order1", "order2", "order3");

        read.clear();
        watched.findAlive("event1", keys, true);
        assertThat(read).as("what is not paid").containsExactlyInAnyOrder("order2", "order3");

        read.clear();
        watched.findHeld("event1", "buyer1", NOON);
        assertThat(read).containsExactly("order2");
    }

    @Test
    void aDoorFindsTheTicketsOfItsOwnEventOnly() {
        Order paid = placed();
        paid.complete(payment(paid), NOON, new TicketCodes()::next);
        orders.insert(List.of(paid));
        String code = paid.tickets().getFirst().code();
        assertThat(orders.findByTicketCode("event1", code)).isPresent();
        assertThat(orders.findByTicketCode("event2", code)).isEmpty();
    }

    @Test
    void anOlderReportOfTheMoneyChangesNothing() {
        orders.insert(List.of(placed()));
        orders.saveRefundProgress(payment(500, 4));
        orders.saveRefundProgress(payment(200, 3));
        assertThat(orders.find("order1").orElseThrow().refundPaid()).isEqualTo(500);
        orders.saveRefundProgress(payment(300, 5));
        assertThat(orders.find("order1").orElseThrow().refundPaid())
                .as("a refund failed since")
                .isEqualTo(300);
        orders.setNothingCharged("order1", 100);
        assertThat(orders.find("order1").orElseThrow().refundPaid()).isEqualTo(300);
    }

    @Test
    void whatABuyerHasInAnotherWayIsKeptBesideWhatWasPaidBack() {
        orders.insert(List.of(placed()));
        PaymentState ended = new PaymentState(
                "payment1",
                "order1",
                "buyer1",
                PaymentStatus.CAPTURED,
                1000,
                "EUR",
                NOON,
                null,
                500,
                null,
                300L,
                null,
                null,
                5);
        orders.saveRefundProgress(ended);
        assertThat(orders.find("order1").orElseThrow().refundEnded()).isEqualTo(300);
        assertThat(orders.find("order1").orElseThrow().refundPaid()).isEqualTo(500);
        assertThat(orders.find("order1").orElseThrow().refundFailed()).isZero();
    }

    /** No message tells of the charge alone, if a part was refunded by hand before it was known. */
    @Test
    void whatIsRefundedWasCharged() {
        Order paid = placed();
        paid.complete(payment(null, 2), NOON, new TicketCodes()::next);
        orders.insert(List.of(paid));
        assertThat(orders.find("order1").orElseThrow().isUncharged()).isTrue();

        orders.saveRefundProgress(payment(500, 3));

        assertThat(orders.find("order1").orElseThrow().isUncharged()).isFalse();
    }

    private static PaymentState payment(long refunded, long version) {
        return new PaymentState(
                "payment1", "order1", "buyer1", PaymentStatus.CAPTURED, 1000, "EUR", NOON, null, refunded, version);
    }

    @Test
    void anOrderIsMarkedAsReleasedOnlyOnceItsUnitsAre() {
        orders.insert(List.of(placed()));
        Order order = orders.find("order1").orElseThrow();
        long before = order.version();
        order.complete(payment(order), NOON, new TicketCodes()::next);
        order.sellBack(NOON);
        assertThat(orders.save(order, before)).isTrue();
        Inventory<?, ?> inventory = mock(Inventory.class);
        UnreleasedUnits units = new UnreleasedUnits(orders, inventory, properties, clock);
        when(inventory.releaseAll(any(), any(), any(), any()))
                .thenReturn(CompletableFuture.failedFuture(Failures.readTimeout()));
        assertThatThrownBy(() -> units.release(List.of(order))).isInstanceOf(CompletionException.class);
        assertThat(orders.findUnreleasedIds(NOON.plusSeconds(1), 10)).containsExactly("order1");
        when(inventory.releaseAll(any(), any(), any(), any())).thenReturn(CompletableFuture.completedFuture(null));
        units.release(List.of(order));
        assertThat(orders.findUnreleasedIds(NOON.plusSeconds(1), 10)).isEmpty();
    }

    private static PaymentState payment(Order order) {
        return new PaymentState(
                "payment",
                order.id(),
                "buyer1",
                PaymentStatus.AUTHORIZED,
                order.terms().total(),
                "EUR",
                NOON,
                null,
                0,
                1);
    }

    @Test
    void aTransitionOfAnOrderThatWasChangedSinceItWasReadIsRefused() {
        orders.insert(List.of(placed()));
        Order first = orders.find("order1").orElseThrow();
        Order second = orders.find("order1").orElseThrow();
        first.cancel(NOON);
        assertThat(orders.save(first, 1)).isTrue();
        second.expire(NOON.plus(Duration.ofMinutes(11)));
        assertThat(orders.save(second, 1)).isFalse();
        assertThat(orders.find("order1").orElseThrow().status().name()).isEqualTo("CANCELLED");
    }

    @Test
    void whatATransitionWroteIsKnownWithoutAskingForItUntilALaterOneIsToldOf() {
        List<String> asked = new ArrayList<>();
        OrderStore here = store(operation -> {
            asked.add(operation.name());
            operation.perform();
        });
        orders.insert(List.of(placed()));
        Order order = orders.find("order1").orElseThrow();
        OrderState placed = order.state();
        assertThat(here.written(placed)).as("placed by another replica").isEmpty();
        order.complete(payment(order), NOON, new TicketCodes()::next);
        assertThat(here.save(order, 1)).isTrue();

        OrderStore.Written written = new OrderStore.Written(2, order.terms(), false);
        assertThat(here.written(order.state())).contains(written);
        assertThat(here.written(placed)).as("told of late").contains(written);
        OrderState completed = order.state();
        order.sellBack(NOON);
        assertThat(here.written(completed))
                .as("a change of the order that is not written")
                .contains(written);
        assertThat(asked).containsExactly("update");

        Order elsewhere = orders.find("order1").orElseThrow();
        elsewhere.sellBack(NOON);
        assertThat(orders.save(elsewhere, 2)).isTrue();
        assertThat(here.written(elsewhere.state()))
                .as("written by another replica")
                .isEmpty();
        OrderStore late = store(Effects.NONE);
        Order outdated = placed();
        outdated.cancel(NOON);
        assertThat(late.save(outdated, 1)).isFalse();
        assertThat(late.written(placed)).as("not written").isEmpty();
    }

    @Test
    void aTransitionBringsNoNameBackThatWasErasedSinceTheOrderWasRead() {
        orders.insert(List.of(placed()));
        Order prolonged = orders.find("order1").orElseThrow();
        Order cancelled = orders.find("order1").orElseThrow();
        new PersonalData(new MongoTemplate(database.factory("erasure", Effects.NONE, "orders")), mock(Sales.class))
                .eraseOfEvent("event1", null);

        Instant asked = NOON.plus(Duration.ofMinutes(9));
        assertThat(prolonged.prolong(asked, Duration.ofMinutes(5), asked)).isTrue();
        assertThat(orders.save(prolonged, 1)).isTrue();
        assertThat(orders.find("order1").orElseThrow().terms().holder()).isEqualTo(PersonalData.ERASED);

        cancelled.cancel(NOON);
        assertThat(orders.save(cancelled, 2))
                .as("it would write the words of the name")
                .isFalse();
        Order again = orders.find("order1").orElseThrow();
        again.cancel(NOON);
        assertThat(orders.save(again, 2)).isTrue();
        BsonDocument stored = database.documents("orders", "orders").getFirst();
        assertThat(stored.getString("holder").getValue()).isEqualTo(PersonalData.ERASED);
        assertThat(stored.get("email").isNull()).isTrue();
        assertThat(stored.getArray("names")).isEmpty();
    }

    /** Their name is what stands for one that was erased, but their address is not. */
    @Test
    void aTransitionBringsNoAddressBackOfABuyerWhoIsCalledADash() {
        orders.insert(List.of(placed()));
        MongoTemplate elsewhere = new MongoTemplate(database.factory("erasure", Effects.NONE, "orders"));
        elsewhere
                .getCollection(OrderStore.COLLECTION)
                .updateOne(
                        new Document("_id", "order1"),
                        new Document("$set", new Document("holder", PersonalData.ERASED)));
        Order cancelled = orders.find("order1").orElseThrow();
        new PersonalData(elsewhere, mock(Sales.class)).eraseOfEvent("event1", null);

        cancelled.cancel(NOON);
        assertThat(orders.save(cancelled, 1))
                .as("it would write the words of the address")
                .isFalse();
    }

    /** The broker lost a message, which was published again between the reading of the order and the writing of its next version. */
    @Test
    void aTransitionLeavesTheMarksOfEarlierMessagesAsTheyAre() {
        orders.insert(List.of(placed()));
        mark(11);
        Order order = orders.find("order1").orElseThrow();
        mark(12);

        order.cancel(NOON);
        assertThat(orders.save(order, 1)).isTrue();

        BsonDocument outbox = database.documents("orders", "orders").getFirst().getDocument("outbox");
        BsonDocument entries = outbox.getDocument("entries");
        assertThat(entries.getDocument("1").getNumber("sequence").intValue()).isEqualTo(12);
        assertThat(entries.getDocument("2")).doesNotContainKey("sequence");
        assertThat(outbox).containsKey("pendingSince");
        assertThat(outbox.getNumber("last").intValue()).isEqualTo(2);
    }

    /** As a relay does after it has published the first message. */
    private void mark(long sequence) {
        new MongoTemplate(database.factory("relay", Effects.NONE, "orders"))
                .getCollection("orders")
                .updateOne(
                        new Document("_id", "order1"),
                        Updates.combine(
                                Updates.set("outbox.entries.1.sequence", sequence),
                                Updates.set("outbox.entries.1.publishedAt", Date.from(NOON)),
                                Updates.unset("outbox.pendingSince")));
    }
}
