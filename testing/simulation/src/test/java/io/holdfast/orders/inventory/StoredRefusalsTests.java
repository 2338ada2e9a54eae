package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import io.holdfast.orders.inventory.OrderSink.HolderState;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** No claim is refused for units that may become free in a moment, and nothing is freed that an order has. */
class StoredRefusalsTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration HOLD = Duration.ofMinutes(10);
    private static final Set<String> HALL = Set.of("hall");
    private static final String ALLOWANCE = BlockId.allowance("event", null, "buyer");

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOW).factory("orders", Effects.NONE, "orders"));
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final BlockStore blocks = new BlockStore(mongo);
    private final CapacityChanger changer = new CapacityChanger(new BlockSizeStore(blocks, mongo, clock));
    private final OrderSink<?, ?> orders = mock(OrderSink.class);
    private final Set<String> decided = new HashSet<>();
    private final Map<String, HolderState> states = new HashMap<>();
    private final EventFreeUnits freeUnits = new EventFreeUnits("event", blocks, new Random(1));
    private final HoldExpiry expiry =
            new HoldExpiry("event", blocks, orders, new UnitUpdates(blocks, freeUnits), HOLD, clock);
    private final RefusalCheck check = new RefusalCheck("event", blocks, orders, freeUnits, expiry, clock, () -> {});

    @BeforeEach
    void hall() {
        for (int block = 0; block < 20; block++) {
            blocks.insertMissing(List.of(BlockDocuments.empty(block(block), "event", "hall", 1)));
        }
        blocks.openAllowances("event", List.of(ALLOWANCE));
        when(orders.decided(any())).thenAnswer(call -> {
            Set<String> found = new HashSet<>(decided);
            found.retainAll(call.<Collection<String>>getArgument(0));
            return found;
        });
        when(orders.resolve(any()))
                .thenAnswer(call -> call.<Collection<OrderUnits>>getArgument(0).stream()
                        .collect(Collectors.toMap(units -> units, units -> states.get(units.orderId()))));
    }

    private static String block(int number) {
        return BlockId.general("event", "hall", number);
    }

    private void hold(String block, String order, Instant since) {
        List<OrderUnits> units = List.of(new OrderUnits(order, block, 1, List.of()));
        assertThat(blocks.write(List.of(new BlockUpdate.Hold(block, units, Set.of(), 1, since, -5))))
                .isTrue();
    }

    @Test
    void unitsOfAClaimThatIsBeingDecidedMayBecomeFree() {
        assertThat(check.mayBecomeFree(HALL)).isFalse();
        hold(block(0), "order1", NOW.minusSeconds(4));
        assertThat(check.mayBecomeFree(HALL)).isTrue();
        decided.add("order1");
        assertThat(check.mayBecomeFree(HALL)).as("it is an order").isFalse();

        hold(block(1), "order2", NOW.minusSeconds(6));
        assertThat(check.mayBecomeFree(HALL)).as("left to the sweep").isFalse();
    }

    @Test
    void unitsThatAProposalWithdrewMayBecomeFree() {
        changer.withdraw("event", new TierState("hall", "Hall", 1_000, 15, 10), 2);
        assertThat(check.mayBecomeFree(HALL)).isTrue();
        changer.confirm("event", 2);
        assertThat(check.mayBecomeFree(HALL)).isFalse();
    }

    @Test
    void aBuyerWhoseOtherOrderIsBeingDecidedOrOverdueMayHaveLessByNow() {
        hold(ALLOWANCE, "order1", NOW);
        assertThat(toReread()).containsExactly(ALLOWANCE);
        decided.add("order1");
        assertThat(toReread()).isEmpty();

        hold(ALLOWANCE, "order2", NOW.minus(HOLD));
        decided.add("order2");
        states.put("order2", HolderState.HELD);
        assertThat(toReread()).as("it was paid, or prolonged").isEmpty();
        states.put("order2", HolderState.RELEASABLE);
        assertThat(toReread()).containsExactly(ALLOWANCE);
        assertThat(blocks.read(List.of(ALLOWANCE)).getFirst().holder("order2")).isNull();
    }

    private Set<String> toReread() {
        return check.allowancesToReread(blocks.read(List.of(ALLOWANCE)));
    }

    /** Those before it are paid, and not yet marked as sold. */
    @Test
    void anOverdueHoldIsFoundBehindManyThatAreSettledByOthers() {
        for (int i = 0; i < 12; i++) {
            hold(block(i), "order" + i, NOW.minus(HOLD).minusSeconds(60 - i));
            states.put("order" + i, i == 11 ? HolderState.RELEASABLE : HolderState.HELD);
        }
        assertThat(expiry.expireOverdue(HALL)).isTrue();
        assertThat(blocks.free("event", "hall").keySet())
                .as("of 20 with a unit each, 11 are held")
                .hasSize(9)
                .contains(block(11));
        assertThat(expiry.expireOverdue(HALL)).as("nothing else is over").isFalse();
    }

    @Test
    void whoAsksForMoreThanCanComeBackIsNotAskedToTryAgain() {
        for (int block = 0; block < 18; block++) {
            hold(block(block), "order" + block, NOW.minusSeconds(60));
            if (block > 1) {
                sell(block(block), "order" + block, List.of());
            }
        }
        // Of 20, two are held and two are free.
        Refused three = refusal(claim("three", 3, List.of()));
        assertThat(three.retryAfter()).isEqualTo(HOLD.minusSeconds(60));
        assertThat(three.shortages()).extracting(Refused.Shortage::available).containsExactly(2);
        assertThat(refusal(claim("five", 5, List.of())).retryAfter()).isNull();
        Map<String, RuntimeException> together =
                reasons(claim("three", 3, List.of()), claim("four", 4, List.of()), claim("five", 5, List.of()));
        assertThat((Refused) together.get("three"))
                .extracting(Refused::retryAfter)
                .isNotNull();
        assertThat((Refused) together.get("four"))
                .extracting(Refused::retryAfter)
                .isNotNull();
        assertThat((Refused) together.get("five"))
                .extracting(Refused::retryAfter)
                .isNull();
        assertThat(reasons(claim("two", 2, List.of())).get("two")).isInstanceOf(Busy.class);
    }

    @Test
    void seatsThatAreSoldAreNotWaitedFor() {
        for (int first = 1; first <= 65; first += BlockId.SIZE) {
            List<Integer> seats = IntStream.range(first, Math.min(first + BlockId.SIZE, 67))
                    .boxed()
                    .toList();
            blocks.insertMissing(List.of(BlockDocuments.emptyRow("event", "stand", "A", first, seats)));
        }
        holdSeat(64, "held");
        holdSeat(65, "held too");
        holdSeat(66, "sold");
        sell(BlockId.of("event", "stand", new Seat("A", 66)), "sold", List.of(66));

        Refused held = refusal(claim("both", 2, List.of(new Seat("A", 64), new Seat("A", 65))));
        assertThat(held.retryAfter()).isEqualTo(HOLD);
        assertThat(held.shortages()).extracting(Refused.Shortage::held).containsExactly(2);
        Map<String, RuntimeException> together = reasons(
                claim("held", 2, List.of(new Seat("A", 63), new Seat("A", 64))),
                claim("sold", 2, List.of(new Seat("A", 65), new Seat("A", 66))));
        assertThat((Refused) together.get("held"))
                .extracting(Refused::retryAfter)
                .isEqualTo(HOLD);
        assertThat((Refused) together.get("sold"))
                .extracting(Refused::retryAfter)
                .isNull();
        assertThat(((Refused) together.get("held")).shortages().getFirst().takenSeats())
                .containsExactly(new Seat("A", 64));
    }

    private void holdSeat(int number, String order) {
        String block = BlockId.of("event", "stand", new Seat("A", number));
        List<OrderUnits> units = List.of(new OrderUnits(order, block, 1, List.of(number)));
        assertThat(blocks.write(List.of(new BlockUpdate.Hold(block, units, Set.of(), 1, NOW, 0))))
                .isTrue();
    }

    private void sell(String block, String order, List<Integer> seats) {
        assertThat(blocks.write(List.of(new BlockUpdate.Sell(block, List.of(new OrderUnits(order, block, 1, seats))))))
                .isTrue();
    }

    private static Claim claim(String order, int units, List<Seat> seats) {
        SeatingState seating = new SeatingState(List.of(new RowState("A", 66)));
        TierState hall = new TierState("hall", "Hall", 1_000, 20, 10);
        TierState stand = new TierState("stand", "Stand", 1_000, 66, 10, null, seating, 1);
        ClaimItem item = new ClaimItem(seats.isEmpty() ? hall : stand, units, seats);
        return new OneClaim(order, List.of(item));
    }

    private record OneClaim(String orderId, List<ClaimItem> items) implements Claim {

        @Override
        public String buyerId() {
            return "buyer";
        }

        @Override
        public List<Limit> limits() {
            return List.of();
        }

        @Override
        public boolean isFreeOfCharge() {
            return false;
        }

        @Override
        public boolean repeatable() {
            return false;
        }
    }

    private Refused refusal(Claim claim) {
        return (Refused) reasons(claim).get(claim.orderId());
    }

    /** As a lane does: the claims were tried in vain, and their tiers were read. */
    private Map<String, RuntimeException> reasons(Claim... claims) {
        for (Claim claim : claims) {
            freeUnits.choose(claim);
        }
        freeUnits.reload(Set.of("hall", "stand"));
        return new RefusalReasons("event", blocks, freeUnits, expiry).of(List.of(claims));
    }

    @Test
    void aHoldIsOverdueAtItsDeadlineAndNotBefore() {
        hold(block(0), "order1", NOW.minus(HOLD).plusMillis(1));
        states.put("order1", HolderState.RELEASABLE);
        assertThat(expiry.expireOverdue(HALL)).isFalse();
        assertThat(expiry.untilNext("hall")).isEqualTo(Duration.ofMillis(1));
        hold(block(1), "order2", NOW.minus(HOLD));
        states.put("order2", HolderState.RELEASABLE);
        assertThat(expiry.expireOverdue(HALL)).isTrue();
        assertThat(blocks.free("event", "hall")).doesNotContainKey(block(0)).containsKey(block(1));
    }
}
