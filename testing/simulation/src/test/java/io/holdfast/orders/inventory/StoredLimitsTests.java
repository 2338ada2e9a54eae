package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.TierState;
import io.holdfast.orders.inventory.OrderSink.HolderState;
import io.holdfast.orders.inventory.OrderSink.LivingOrder;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.Operation;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** What an allowance counts of an order that was placed before there was a limit, while some of it is given back. */
class StoredLimitsTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final String ALLOWANCE = BlockId.allowance("event", null, "buyer");
    private static final String HALL = BlockId.general("event", "hall", 0);

    private final SimulatedDatabase database = new SimulatedDatabase(() -> NOW);
    private final OrderSink<?, ?> orders = mock(OrderSink.class);
    private final Claim claim = mock(Claim.class);
    private int ordered = 4;
    private boolean isWritten;
    private final Set<String> resolved = new HashSet<>();

    @BeforeEach
    void anOrderThatIsNotCounted() {
        when(orders.living(any(), any(), anyBoolean()))
                .thenAnswer(_ -> ordered == 0
                        ? List.of()
                        : List.of(new LivingOrder(
                                "order1", "buyer", new Allocation(List.of(new Allocation.Part(HALL, ordered))), NOW)));
        when(orders.resolve(any()))
                .thenAnswer(call -> call.<Collection<OrderUnits>>getArgument(0).stream()
                        .collect(Collectors.toMap(units -> units, this::state)));
        when(claim.limits()).thenReturn(List.of(new Limit(null, 4)));
        when(claim.buyerKeys()).thenReturn(Set.of("buyer"));
        when(claim.items())
                .thenReturn(List.of(new ClaimItem(new TierState("hall", "Hall", 1_000, 100, 10), 4, List.of())));
    }

    private HolderState state(OrderUnits units) {
        resolved.add(units.orderId());
        if (ordered == 0) {
            return HolderState.RELEASABLE;
        }
        return units.units() == ordered ? HolderState.SOLD : HolderState.TOO_MANY;
    }

    private Map<String, Block> readAllowances(Effects effects) {
        return limits(blocks(effects)).readAllowances(List.of(claim));
    }

    private BlockStore blocks(Effects effects) {
        return new BlockStore(new MongoTemplate(database.factory("orders", effects, "orders")));
    }

    private BuyerLimits limits(BlockStore blocks) {
        UnitUpdates updates = new UnitUpdates(blocks, new EventFreeUnits("event", blocks, new Random(1)));
        return new BuyerLimits("event", blocks, orders, updates);
    }

    /** The order is written with less before it is counted, and its allowance was read before that to take the rest from it. */
    private void giveBackBeforeItIsCounted(Operation operation, int left) {
        if (operation.isWrite() && operation.toString().contains("order1") && !isWritten) {
            isWritten = true;
            ordered = left;
        }
        operation.perform();
    }

    @Test
    void noMoreIsCountedThanTheOrderHasAndNeverLess() {
        Map<String, Block> found = readAllowances(operation -> {
            giveBackBeforeItIsCounted(operation, 3);
            if (isWritten) {
                assertThat(counted()).as("after " + operation).isBetween(3, 4);
            }
        });

        assertThat(found.get(ALLOWANCE).free()).isEqualTo(-3);
        assertThat(found.get(ALLOWANCE).unsold()).as("it is paid").isEmpty();
        assertThat(counted()).isEqualTo(3);
    }

    private int counted() {
        BsonDocument allowance = database.documents("orders", "blocks").getFirst();
        return -allowance.getNumber("free").intValue();
    }

    @Test
    void anOrderThatEndsWhileItIsCountedIsNotCounted() {
        Map<String, Block> found = readAllowances(operation -> giveBackBeforeItIsCounted(operation, 0));
        assertThat(found.get(ALLOWANCE).free()).isZero();
        assertThat(counted()).isZero();
    }

    @Test
    void whatIsPaidIsNotReadForALimitOfHolds() {
        when(claim.holdKeys()).thenReturn(Set.of("buyer"));
        when(claim.limits()).thenReturn(List.of(Limit.ofHeld(4)));
        readAllowances(Effects.NONE);
        verify(orders, atLeastOnce()).living("event", Set.of("buyer"), true);
        verify(orders, never()).living(any(), any(), eq(false));
    }

    @Test
    void whatIsPaidIsReadIfAnyLimitCountsIt() {
        when(claim.holdKeys()).thenReturn(Set.of("buyer"));
        when(claim.limits()).thenReturn(List.of(Limit.ofHeld(4), new Limit("hall", 4)));
        readAllowances(Effects.NONE);
        verify(orders, atLeastOnce()).living("event", Set.of("buyer"), false);
        verify(orders, never()).living(any(), any(), eq(true));
    }

    /** Anyone can type the address of a guest, or sign up with it. */
    @Test
    void howMuchIsLeftIsToldOfTheBuyersOwnOrdersOnly() {
        when(claim.buyerId()).thenReturn("buyer");
        when(claim.buyerKeys()).thenReturn(Set.of("address", "buyer"));
        BlockStore blocks = blocks(Effects.NONE);
        String shared = BlockId.allowance("event", null, "address");
        blocks.openAllowances("event", Set.of(ALLOWANCE, shared));
        count(blocks, shared, "order9", 3);
        assertThat(refused(blocks).available()).as("of the address").isNull();

        count(blocks, ALLOWANCE, "order9", 2);
        assertThat(refused(blocks).available()).as("of the account").isEqualTo(2);

        when(claim.buyerId()).thenReturn("guest");
        when(claim.buyerKeys()).thenReturn(Set.of("address"));
        assertThat(refused(blocks).available()).as("of a guest").isNull();
    }

    private LimitReached refused(BlockStore blocks) {
        List<LimitUse> uses = LimitUse.of("event", claim);
        Map<String, Block> allowances =
                Block.byId(blocks.read(uses.stream().map(LimitUse::blockId).toList()));
        BuyerLimits.Exceeded exceeded = Objects.requireNonNull(limits(blocks).exceeded(claim, uses, allowances));
        return new LimitReached(claim, exceeded.use(), exceeded.use().left(exceeded.allowance()));
    }

    /** The claim of another replica counts already, and its order is about to be written: its id must not become void. */
    @Test
    void aRefusalUsesUpNoIdOfAnOrderThatIsUnderWay() {
        ordered = 0;
        BlockStore blocks = blocks(Effects.NONE);
        blocks.openAllowances("event", Set.of(ALLOWANCE));
        count(blocks, "order1", 4);
        count(blocks, "order2", 3);
        when(orders.decided(any())).thenReturn(Set.of("order1"));

        assertThat(limits(blocks).settle(blocks.read(Set.of(ALLOWANCE)).getFirst()))
                .isTrue();

        assertThat(resolved).containsExactly("order1");
        assertThat(counted()).isEqualTo(3);
    }

    private static void count(BlockStore blocks, String order, int units) {
        count(blocks, ALLOWANCE, order, units);
    }

    private static void count(BlockStore blocks, String allowance, String order, int units) {
        List<OrderUnits> counted = List.of(new OrderUnits(order, allowance, units, List.of()));
        assertThat(blocks.write(List.of(new BlockUpdate.Count(allowance, counted, NOW))))
                .isTrue();
    }
}
