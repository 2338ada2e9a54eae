package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** The guards of the sizes of blocks: what was read before another change is refused, and what is repeated has its effect once. */
class StoredSizesTests {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final CapacityPlan FIRST = new CapacityPlan(1, false);
    private static final CapacityPlan PROPOSAL = new CapacityPlan(2, true);
    private static final CapacityPlan LATER = new CapacityPlan(3, false);
    private static final String BLOCK = BlockId.general("event", "hall", 0);

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOW).factory("orders", Effects.NONE, "orders"));
    private final BlockStore blocks = new BlockStore(mongo);
    private final BlockSizeStore sizes = new BlockSizeStore(blocks, mongo, Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeEach
    void tenUnits() {
        sizes.insertMissing("event", "hall", Map.of(BLOCK, 10), FIRST);
    }

    private SizedBlock read() {
        return sizes.find(BLOCK).orElseThrow();
    }

    private SizedBlock begun(CapacityPlan plan) {
        sizes.begin("event", "hall", plan);
        return read();
    }

    private void assertSize(int capacity, int free) {
        assertThat(read().capacity()).isEqualTo(capacity);
        assertThat(read().free()).isEqualTo(free);
    }

    @Test
    void aPlanChangesABlockOnceThoughTwoReplicasCarryItOut() {
        SizedBlock read = begun(LATER);
        assertThat(sizes.resize(read, 5, LATER)).isTrue();
        assertThat(sizes.resize(read, 5, LATER)).isFalse();
        assertSize(15, 15);
    }

    @Test
    void aPlanThatChangesNothingElseIsStillCarriedOutOnce() {
        SizedBlock read = begun(LATER);
        assertThat(sizes.resize(read, 5, LATER)).isTrue();
        CapacityPlan same = new CapacityPlan(LATER.number(), true);
        assertThat(sizes.resize(read(), -5, same)).isTrue();
        assertThat(sizes.resize(read, 5, LATER))
                .as("of the capacity read, but another plan")
                .isFalse();
        assertSize(10, 10);
    }

    @Test
    void aPlanDoesNotChangeABlockAfterALaterOneWasBegun() {
        SizedBlock read = begun(PROPOSAL);
        sizes.begin("event", "hall", LATER);
        assertThat(sizes.resize(read, -3, PROPOSAL)).isFalse();
        assertThat(sizes.begin("event", "hall", PROPOSAL)).isEmpty();
        assertSize(10, 10);
    }

    @Test
    void unitsThatWereTakenMeanwhileAreNotRemoved() {
        SizedBlock read = begun(LATER);
        List<OrderUnits> taken = List.of(new OrderUnits("order", BLOCK, 8, List.of()));
        assertThat(blocks.write(List.of(new BlockUpdate.Hold(BLOCK, taken, Set.of(), 1, NOW, 0))))
                .isTrue();
        assertThat(sizes.resize(read, -3, LATER)).isFalse();
        assertSize(10, 2);
    }

    @Test
    void whatARefusedProposalRemovedIsRestoredOnce() {
        assertThat(sizes.resize(begun(PROPOSAL), -4, PROPOSAL)).isTrue();
        assertSize(6, 6);
        SizedBlock read = read();
        sizes.restoreWithdrawn(read);
        assertSize(10, 10);
        assertThat(blocks.claimedSince("event", "hall", NOW))
                .as("to be read again by claims")
                .hasSize(1);
        sizes.restoreWithdrawn(read);
        assertSize(10, 10);
        assertThat(read().withdrawn()).isNull();
    }

    @Test
    void whatAGrantedProposalRemovedIsNotRestored() {
        assertThat(sizes.resize(begun(PROPOSAL), -4, PROPOSAL)).isTrue();
        SizedBlock read = read();
        sizes.forgetWithdrawn(read);
        sizes.restoreWithdrawn(read);
        assertSize(6, 6);
    }

    @Test
    void aSeatThatIsTakenMeanwhileIsNotRemovedAndARemovedOneIsNotSold() {
        String row = BlockId.row("event", "stalls", "A", 1);
        blocks.insertMissing(List.of(BlockDocuments.emptyRow("event", "stalls", "A", 1, List.of(1, 2, 3))));
        sizes.begin("event", "stalls", LATER);
        SizedBlock read = sizes.find(row).orElseThrow();
        assertThat(holdSeat(row, "o1", 2)).isTrue();
        assertThat(sizes.changeSeats(read, List.of(), List.of(2), LATER)).isFalse();
        assertThat(sizes.changeSeats(read, List.of(), List.of(3), LATER)).isTrue();
        assertThat(holdSeat(row, "o2", 3)).isFalse();
        assertThat(sizes.find(row).orElseThrow().capacity()).isEqualTo(2);
    }

    private boolean holdSeat(String row, String order, int seat) {
        List<OrderUnits> units = List.of(new OrderUnits(order, row, 1, List.of(seat)));
        return blocks.write(List.of(new BlockUpdate.Hold(row, units, Set.of(), 1, NOW, 0)));
    }

    @Test
    void aRefusedProposalIsPutBackWhateverOfItWasDoneAndStaysRefused() {
        CapacityChanger changer = new CapacityChanger(sizes);
        assertThat(sizes.resize(begun(PROPOSAL), -4, PROPOSAL)).isTrue();
        changer.restore("event", PROPOSAL.number());
        assertSize(10, 10);
        assertThat(sizes.begin("event", "hall", PROPOSAL))
                .as("nothing more is removed for it")
                .isEmpty();
    }

    /** An event that is changed as soon as it is published: two replicas carry out a plan each, and neither finds a block. */
    @Test
    void seatsThatAnEarlierPlanAddsMeanwhileAreChangedForTheLaterOne() {
        SimulatedDatabase database = new SimulatedDatabase(() -> NOW);
        CapacityChanger earlier = changer(database, Effects.NONE);
        CapacityChanger later = changer(database, operation -> {
            if (operation.name().equals("insert")) {
                earlier.apply("event", seats(3), 1);
            }
        });

        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(later.apply("event", seats(5), 2)).isEmpty());

        assertThat(database.documents("orders", "blocks")).singleElement().satisfies(block -> {
            assertThat(block.getInt32("capacity").getValue()).isEqualTo(5);
            assertThat(block.getInt32("free").getValue()).isEqualTo(5);
            assertThat(block.getDocument("seats")).containsKey("6").doesNotContainKey("5");
        });
    }

    private static CapacityChanger changer(SimulatedDatabase database, Effects effects) {
        MongoTemplate template = new MongoTemplate(database.factory("orders", effects, "orders"));
        return new CapacityChanger(
                new BlockSizeStore(new BlockStore(template), template, Clock.fixed(NOW, ZoneOffset.UTC)));
    }

    private static TierState seats(int count) {
        SeatingState row = new SeatingState(List.of(new RowState("A", count)));
        return new TierState("stand", "Stand", 1_000, count, 10, null, row, 1);
    }

    @Test
    void theSeatsThatARefusedProposalRemovedAreSoldAgain() {
        String row = BlockId.row("event", "stand", "A", 1);
        CapacityChanger changer = new CapacityChanger(sizes);
        changer.apply("event", seats(5), 1);
        assertThat(changer.withdraw("event", seats(3), 2)).isEmpty();
        assertThat(holdSeat(row, "o1", 4)).isFalse();

        changer.restore("event", 2);
        assertThat(holdSeat(row, "o1", 4)).isTrue();
        assertThat(sizes.find(row).orElseThrow().capacity()).isEqualTo(5);

        assertThat(changer.withdraw("event", seats(3), 4))
                .as("one of them is held")
                .isPresent();
        changer.restore("event", 4);
        assertThat(sizes.find(row).orElseThrow().capacity()).isEqualTo(5);
    }

    @Test
    void theSeatsThatAProposalAddsAreSoldOnlyOnceItIsGranted() {
        String row = BlockId.row("event", "stand", "A", 1);
        CapacityChanger changer = new CapacityChanger(sizes);
        changer.apply("event", seats(3), 1);
        assertThat(changer.withdraw("event", seats(70), 2)).isEmpty();
        assertThat(holdSeat(row, "o1", 4)).isFalse();
        assertThat(sizes.ofTier("event", "stand")).hasSize(1);

        changer.confirm("event", 2);
        changer.apply("event", seats(70), 3);
        assertThat(holdSeat(row, "o1", 4)).isTrue();
        assertThat(sizes.ofTier("event", "stand").stream()
                        .mapToInt(SizedBlock::capacity)
                        .sum())
                .isEqualTo(70);
    }

    @Test
    void seatsAreRemovedThoughAnotherOneIsTakenMeanwhile() {
        SimulatedDatabase database = new SimulatedDatabase(() -> NOW);
        BlockStore there = new BlockStore(new MongoTemplate(database.factory("there", Effects.NONE, "orders")));
        changer(database, Effects.NONE).apply("event", seats(5), 1);
        String row = BlockId.row("event", "stand", "A", 1);
        List<OrderUnits> taken = List.of(new OrderUnits("o1", row, 1, List.of(5)));
        AtomicBoolean happened = new AtomicBoolean();
        CapacityChanger slow = changer(database, operation -> {
            if (operation.isWrite() && operation.toString().contains("seats.5") && !happened.getAndSet(true)) {
                assertThat(there.write(List.of(new BlockUpdate.Hold(row, taken, Set.of(), 1, NOW, 0))))
                        .isTrue();
            }
            operation.perform();
        });

        assertThat(slow.apply("event", seats(3), 2))
                .hasValueSatisfying(
                        shortage -> assertThat(shortage.takenSeats()).containsExactly("A-5"));
        assertThat(happened).isTrue();
        assertThat(database.documents("orders", "blocks"))
                .singleElement()
                .satisfies(block ->
                        assertThat(block.getInt32("capacity").getValue()).isEqualTo(4));
    }

    /** Its hold ends after the only write that could have removed it, and before it is looked at what is left. */
    @Test
    void aProposalIsRefusedForASeatThatWasHeldThoughItIsFreeAgain() {
        SimulatedDatabase database = new SimulatedDatabase(() -> NOW);
        BlockStore there = new BlockStore(new MongoTemplate(database.factory("there", Effects.NONE, "orders")));
        changer(database, Effects.NONE).apply("event", seats(5), 1);
        String row = BlockId.row("event", "stand", "A", 1);
        OrderUnits seat = new OrderUnits("o1", row, 1, List.of(5));
        assertThat(there.write(List.of(new BlockUpdate.Hold(row, List.of(seat), Set.of(), 1, NOW, 0))))
                .isTrue();
        CapacityChanger letGoMeanwhile = changer(database, operation -> {
            operation.perform();
            if (operation.isWrite() && operation.toString().contains("seats.4")) {
                there.write(List.of(new BlockUpdate.Release(row, List.of(seat), false, Map.of())));
            }
        });

        assertThat(letGoMeanwhile.withdraw("event", seats(3), 2))
                .hasValueSatisfying(
                        shortage -> assertThat(shortage.takenSeats()).containsExactly("A-5"));
        assertThat(there.read(Set.of(row)))
                .singleElement()
                .satisfies(block ->
                        assertThat(block.free()).as("let go, and on sale").isEqualTo(4));
    }

    @Test
    void aPlanThatIsLateMissesNoSeatsThatALaterOneAdded() {
        SimulatedDatabase database = new SimulatedDatabase(() -> NOW);
        CapacityChanger later = changer(database, Effects.NONE);
        later.apply("event", seats(5), 1);
        CapacityChanger late = changer(database, operation -> {
            operation.perform();
            if (operation.isWrite() && operation.toString().contains("seats.5")) {
                later.apply("event", seats(6), 3);
            }
        });

        assertThat(late.apply("event", seats(4), 2)).isEmpty();
    }

    @Test
    void aDecisionConcernsItsOwnProposalOnly() {
        CapacityPlan next = new CapacityPlan(4, true);
        assertThat(sizes.resize(begun(next), -4, next)).isTrue();
        CapacityChanger changer = new CapacityChanger(sizes);
        changer.restore("event", PROPOSAL.number());
        changer.confirm("event", PROPOSAL.number());
        assertSize(6, 6);
        assertThat(read().latestPlan()).as("what is late lowers nothing").isEqualTo(4);
        sizes.close(List.of(read()), LATER.number());
        assertThat(read().latestPlan()).as("nor by a block as it was read").isEqualTo(4);

        changer.restore("event", next.number());
        assertSize(10, 10);
    }

    /** A replica that is slow withdraws units just before its proposal is closed. */
    @Test
    void whatIsWithdrawnUntilAProposalIsClosedIsRestored() {
        SimulatedDatabase database = new SimulatedDatabase(() -> NOW);
        MongoTemplate template = new MongoTemplate(database.factory("slow", Effects.NONE, "orders"));
        BlockSizeStore slow = new BlockSizeStore(new BlockStore(template), template, Clock.fixed(NOW, ZoneOffset.UTC));
        slow.insertMissing("event", "hall", Map.of(BLOCK, 10), FIRST);
        slow.begin("event", "hall", PROPOSAL);
        SizedBlock read = slow.find(BLOCK).orElseThrow();
        AtomicBoolean happened = new AtomicBoolean();
        changer(database, operation -> {
                    if (operation.isWrite() && !happened.getAndSet(true)) {
                        assertThat(slow.resize(read, -4, PROPOSAL)).isTrue();
                    }
                    operation.perform();
                })
                .restore("event", PROPOSAL.number());

        assertThat(happened).isTrue();
        SizedBlock restored = slow.find(BLOCK).orElseThrow();
        assertThat(restored.capacity()).isEqualTo(10);
        assertThat(slow.resize(restored, -4, PROPOSAL))
                .as("for a proposal that was refused")
                .isFalse();
    }

    @Test
    void whatIsAddedBeyondTheBlocksThatAreThereIsNoMore() {
        CapacityChanger changer = new CapacityChanger(sizes);
        TierState hall = new TierState("hall", "Hall", 1_000, 100, 10);
        assertThat(changer.apply("event", hall, LATER.number())).isEmpty();
        assertThat(sizes.ofTier("event", "hall").stream()
                        .mapToInt(SizedBlock::capacity)
                        .sum())
                .isEqualTo(100);
        assertThat(changer.apply("event", hall, LATER.number())).as("again").isEmpty();
        assertThat(changer.shortageOfRemoval("event", hall)).isEmpty();
        List<OrderUnits> one = List.of(new OrderUnits("order", BLOCK, 1, List.of()));
        assertThat(blocks.write(List.of(new BlockUpdate.Hold(BLOCK, one, Set.of(), 1, NOW, 0))))
                .isTrue();
        assertThat(changer.shortageOfRemoval("event", hall)).isPresent();
    }
}
