package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.RowState;
import io.holdfast.contracts.SeatingState;
import io.holdfast.contracts.TierState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BestSeatsTests {

    @Test
    void aPartySitsTogetherInTheFrontMostRowThatHoldsIt() {
        assertThat(best(3, "A: xx..x", "B: ....."))
                .as("row A has no three together")
                .containsExactly("B-1", "B-2", "B-3");
    }

    @Test
    void inARowTheMiddleIsBest() {
        assertThat(best(2, "A: ........")).containsExactly("A-4", "A-5");
    }

    @Test
    void noSeatIsLeftAloneWhenThereIsAnotherChoice() {
        assertThat(best(2, "A: .x...x", "B: ...."))
                .as("A-3,A-4 would leave A-5")
                .containsExactly("B-1", "B-2");
    }

    @Test
    void aSeatIsLeftAloneRatherThanAClaimRefused() {
        assertThat(best(2, "A: ...")).hasSize(2);
    }

    @Test
    void aPartyDoesNotSitTogetherAcrossAGapOrAnAisle() {
        assertThat(best(2, new RowState("A", null, 4, List.of(2), List.of(3), List.of(), List.of()), "A: ...."))
                .as("1 is beside a gap, 3 and 4 have an aisle between them: apart, but in one row")
                .hasSize(2)
                .doesNotContain("A-2");
        assertThat(best(2, new RowState("A", null, 6, List.of(), List.of(3), List.of(), List.of()), "A: xx...."))
                .as("over the aisle is not together")
                .containsAnyOf("A-4", "A-5")
                .doesNotContain("A-3");
    }

    @Test
    void aPartySitsTogetherWhereNumbersGoByTwos() {
        RowState odd = new RowState("A", null, 9, List.of(2, 4, 6, 8), List.of(), List.of(), List.of());
        assertThat(best(3, odd, "A: .........")).containsExactly("A-1", "A-3", "A-5");
        assertThat(best(2, odd, "A: ..x......")).containsExactly("A-5", "A-7");
        FreeSeats seats = freeSeats(new SeatingState(List.of(odd)), "A: ....x....");
        assertThat(names(seats.near(List.of(new Seat("A", 5))))).containsAnyOf("A-3", "A-7");
        assertThat(seats.isFree(new Seat("A", 4))).isFalse();

        RowState even = new RowState("A", 2, 8, List.of(3, 5, 7), List.of(5), List.of(), List.of());
        assertThat(best(2, even, "A: ........"))
                .as("the aisle is after 4")
                .isIn(List.of("A-2", "A-4"), List.of("A-6", "A-8"));

        RowState two = new RowState("A", null, 3, List.of(2), List.of(), List.of(), List.of());
        assertThat(two.step()).as("perhaps beside a pillar").isEqualTo(1);
    }

    @Test
    void seatsForWheelchairsAreKeptWhileThereAreOthers() {
        RowState row = new RowState("A", null, 4, List.of(), List.of(), List.of(1), List.of(2));
        assertThat(best(2, row, "A: ....")).containsExactly("A-3", "A-4");
        assertThat(best(2, row, "A: ..xx")).containsExactly("A-1", "A-2");
    }

    @Test
    void aPartyThatFitsNowhereTogetherSitsInNeighbouringRows() {
        assertThat(best(4, "A: ..xx", "B: xxxx", "C: ..xx", "D: ..xx"))
                .containsExactlyInAnyOrder("C-1", "C-2", "D-1", "D-2");
    }

    @Test
    void aPartyThatFitsNowhereTogetherStaysInOneSection() {
        assertThat(best(3, "A: xxxx", "B: .xxx", "Balcony A: .xxx", "Balcony B: xxxx", "Balcony C: .x.x"))
                .as("B is nearer to the balcony's row A than that is to its row C")
                .containsExactlyInAnyOrder("Balcony A-1", "Balcony C-1", "Balcony C-3");
        assertThat(best(3, "Left A: .xx.", "Right A: .xxx"))
                .as("over two sections rather than refused")
                .containsExactlyInAnyOrder("Left A-1", "Left A-4", "Right A-1");
    }

    @Test
    void aPartySitsTogetherInOneSectionOnly() {
        assertThat(best(2, "Left A: xxx.", "Right A: .xxx", "Right B: ..xx"))
                .as("seat 4 on the left and seat 1 on the right are not together")
                .containsExactly("Right B-1", "Right B-2");
    }

    @Test
    void theNearestFreeSeatsAreOfTheSameSectionAsLongAsItHasSome() {
        String[] rows = {"Left A: xxxx", "Right A: x...", "Left B: xxxx", "Left C: xx.."};
        FreeSeats seats = freeSeats(plan(rows), rows);

        assertThat(names(seats.near(List.of(new Seat("Left A", 1))))).containsExactly("Left C-3");
        assertThat(names(seats.near(List.of(new Seat("Right A", 1))))).containsExactly("Right A-2");
    }

    @Test
    void theNearestFreeSeatsAreFoundForTakenOnes() {
        FreeSeats seats = freeSeats(plan("A: xx..", "B: ....", "C: ...."), "A: xx..", "B: ....", "C: ....");
        assertThat(names(seats.near(List.of(new Seat("A", 1), new Seat("A", 2)))))
                .containsExactly("A-3", "A-4");
        assertThat(names(seats.near(List.of(new Seat("B", 2))))).containsExactly("B-2");
    }

    @Test
    void everySeatIsChosenOnceAndNoClaimIsRefusedWhileEnoughAreFree() {
        Random random = new Random(11);
        for (int round = 0; round < 50; round++) {
            String[] rows = IntStream.range(0, 5)
                    .mapToObj(row -> (char) ('A' + row) + ": " + ".".repeat(70))
                    .toArray(String[]::new);
            FreeSeats seats = freeSeats(plan(rows), rows);
            List<String> given = new ArrayList<>();
            while (seats.count() > 0) {
                int units = 1 + random.nextInt(Math.min(8, seats.count()));
                List<Allocation.Part> parts = seats.choose(new ClaimItem(tier(plan(rows)), units, List.of()));
                assertThat(parts.stream().mapToInt(Allocation.Part::units).sum())
                        .isEqualTo(units);
                given.addAll(new Allocation(parts).seatsOf("tier"));
            }
            assertThat(given).hasSize(350).doesNotHaveDuplicates();
        }
    }

    private static List<String> best(int units, String... rows) {
        return best(units, plan(rows), rows);
    }

    private static List<String> best(int units, RowState row, String... rows) {
        return best(units, new SeatingState(List.of(row)), rows);
    }

    private static List<String> best(int units, SeatingState plan, String... rows) {
        List<Allocation.Part> parts = freeSeats(plan, rows).choose(new ClaimItem(tier(plan), units, List.of()));
        return new Allocation(parts).seatsOf("tier");
    }

    private static List<String> names(List<Seat> seats) {
        return seats.stream().map(Seat::name).toList();
    }

    /** A dot is a free seat, an x a taken one. */
    private static SeatingState plan(String... rows) {
        return new SeatingState(Arrays.stream(rows)
                .map(row -> new RowState(label(row), marks(row).length()))
                .toList());
    }

    private static String label(String row) {
        return row.substring(0, row.indexOf(':'));
    }

    private static String marks(String row) {
        return row.substring(row.indexOf(':') + 2);
    }

    private static FreeSeats freeSeats(SeatingState plan, String... rows) {
        FreeSeats seats = new FreeSeats("event", "tier", plan, new Random(1));
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            String label = label(rows[i]);
            String marks = marks(rows[i]);
            List<Integer> gaps = plan.rows().get(i).gaps();
            for (int first = 1; first <= marks.length(); first += BlockId.SIZE) {
                List<Integer> free = IntStream.rangeClosed(first, Math.min(marks.length(), first + BlockId.SIZE - 1))
                        .filter(number -> marks.charAt(number - 1) == '.' && !gaps.contains(number))
                        .boxed()
                        .toList();
                blocks.add(new Block(
                        BlockId.row("event", "tier", label, first), free.size(), Map.of(), new Block.Row(label, free)));
            }
        }
        seats.reset(blocks);
        return seats;
    }

    private static TierState tier(SeatingState plan) {
        return new TierState("tier", "Tier", 1000, 1, 10, null, plan, 1);
    }
}
