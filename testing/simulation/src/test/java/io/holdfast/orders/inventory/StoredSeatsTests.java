package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.AvailabilityChanged;
import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierAvailability;
import io.holdfast.contracts.TierState;
import io.holdfast.messaging.MessageJson;
import io.holdfast.simulation.documents.Effects;
import io.holdfast.simulation.documents.SimulatedDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.data.mongodb.core.MongoTemplate;

/** Which seats cannot be had is told of the plan that is on sale, however often it was changed. */
class StoredSeatsTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    /** What a broker takes in one message. */
    private static final int LARGEST_MESSAGE = 1_048_576;

    private final MongoTemplate mongo =
            new MongoTemplate(new SimulatedDatabase(() -> NOON).factory("orders", Effects.NONE, "orders"));
    private final BlockStore blocks = new BlockStore(mongo);
    private final CapacityChanger changer =
            new CapacityChanger(new BlockSizeStore(blocks, mongo, Clock.fixed(NOON, ZoneOffset.UTC)));
    private Optional<List<TierState>> onSale = Optional.empty();
    private final TierCounter counter = new TierCounter(blocks, _ -> onSale, mongo);

    private static TierState tier(String id, RowState... rows) {
        return new TierState(id, id, 1000, 1, 10, null, new SeatingState(List.of(rows)), 1);
    }

    private void change(long plan, TierState... tiers) {
        for (TierState tier : tiers) {
            assertThat(changer.apply("event", tier, plan)).isEmpty();
        }
        onSale = Optional.of(List.of(tiers));
    }

    private Map<String, String> taken() {
        List<TierAvailability> tiers = counter.count("event").tiers();
        assertThat(tiers).hasSize(1);
        return tiers.getFirst().takenSeats();
    }

    @Test
    void aRowThatIsGoneIsNotToldOfAnyMore() {
        change(2, tier("stalls", new RowState("A", 3), new RowState("B", 70)));
        assertThat(taken()).containsOnlyKeys("A", "B");

        change(4, tier("stalls", new RowState("A", 3), new RowState("C", 3)));
        assertThat(taken()).containsOnlyKeys("A", "C");

        change(6, tier("stalls", new RowState("A", 3), new RowState("B", 3)));
        assertThat(taken()).as("it is back").containsOnlyKeys("A", "B");
        assertThat(taken().get("B")).as("64 numbers of which three are seats").isEqualTo("f8ffffffffffffff");
    }

    /** It is on sale until the proposal is decided, and events-service shows it as taken. */
    @Test
    void aRowThatAProposalHasTakenAwayIsToldOf() {
        change(2, tier("stalls", new RowState("A", 3), new RowState("B", 3)));
        assertThat(changer.withdraw("event", tier("stalls", new RowState("A", 3)), 4))
                .isEmpty();
        assertThat(taken()).containsEntry("B", "ffffffffffffffff");
        changer.confirm("event", 4);
        assertThat(taken()).containsKey("B");

        onSale = Optional.of(List.of(tier("stalls", new RowState("A", 3))));
        assertThat(taken()).containsOnlyKeys("A");
    }

    @Test
    void aRowThatHasSeatsIsToldOfThoughItIsNotPlanned() {
        change(2, tier("stalls", new RowState("A", 3)));
        onSale = Optional.of(List.of());
        assertThat(taken()).containsKey("A");
    }

    @Test
    void allThatIsKnownIsToldWhileThePlanIsNot() {
        change(2, tier("stalls", new RowState("A", 3), new RowState("B", 3)));
        change(4, tier("stalls", new RowState("A", 3)));
        onSale = Optional.empty();
        assertThat(taken()).containsOnlyKeys("A", "B");
    }

    /** As large as plans may be: 2,000 rows, 100,000 seats, and 3,000,000 as the sum of the highest numbers. */
    @Test
    void theLargestPlanFitsIntoAMessageAlsoAfterAllItsRowsWereRenamed() throws Exception {
        change(2, largest("R"));
        assertThat(size()).isBetween(LARGEST_MESSAGE / 2, LARGEST_MESSAGE);

        change(4, largest("S"));

        assertThat(size()).isBetween(LARGEST_MESSAGE / 2, LARGEST_MESSAGE);
    }

    private int size() {
        TierCounter.Counts counts = counter.count("event");
        return MessageJson.write(new AvailabilityChanged("event", counts.tiers(), NOON, counts.version())).length;
    }

    private static TierState[] largest(String letter) {
        return IntStream.range(0, 4)
                .mapToObj(tier -> tier(
                        "tier" + tier,
                        IntStream.range(0, 500)
                                .mapToObj(row -> new RowState(
                                        letter + row, 1451, 1500, List.of(), List.of(), List.of(), List.of()))
                                .toArray(RowState[]::new)))
                .toArray(TierState[]::new);
    }
}
