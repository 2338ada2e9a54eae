package io.holdfast.webclient.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.webclient.backend.SeatPlan;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeatMapTests {

    @Test
    void aislesAndGapsLeaveRoomAndShortRowsAreCentred() {
        SeatMap map = map(Set.of(), Set.of(), row("A", 4, List.of(2), 3), row("B", 2, List.of(), 0));
        assertThat(map.rows().get(0).freePath().split("M"))
                .satisfies(seats -> assertThat(seats)
                        .extracting(seat -> seat.split("m")[0])
                        .containsExactly("", "44 0", "70 0", "142 0"));
        assertThat(map.width()).isEqualTo(44 + 98 + 44);
        assertThat(map.rows().get(1).from()).isEqualTo(44 + (98 - 26) / 2);
    }

    @Test
    void rowsThatBeginAtAnotherNumberAreDrawnLikeOthers() {
        List<SeatPlan.Seat> seats = IntStream.rangeClosed(101, 104)
                .mapToObj(number -> new SeatPlan.Seat("Ä-" + number, number, "free", null))
                .toList();
        SeatMap map =
                map(Set.of(), Set.of(), new SeatPlan.Row(null, "Ä", seats, List.of(102)), row("B", 4, List.of(2), 0));
        assertThat(map.width()).isEqualTo(44 + 98 + 44);
        assertThat(map.rows().get(0).freePath()).isEqualTo(map.rows().get(1).freePath());
        assertThat(map.rows().get(0).labelAt())
                .isEqualTo(18)
                .isEqualTo(map.rows().get(1).labelAt());
        assertThat(map.rows().get(0).from()).as("of seat 1, if there was one").isEqualTo(44 - 100 * 26);
    }

    @Test
    void rowsThatAreNumberedByTwosAreDrawnLikeOthers() {
        SeatMap map = map(
                Set.of(), Set.of(), byTwos("A", 1, List.of(3)), byTwos("B", 2, List.of(5)), row("C", 4, List.of(2), 0));
        assertThat(map.rows().get(0).freePath())
                .isEqualTo(map.rows().get(1).freePath())
                .isEqualTo(map.rows().get(2).freePath());
        assertThat(map.rows()).extracting(SeatMap.Row::step).containsExactly(2, 2, 1);
    }

    @Test
    void seatsOfARowThatIsNumberedByTwosAreSideBySide() {
        SeatPlan.Tier tier =
                new SeatPlan.Tier("tier", "Tier", 1000, List.of(byTwos("A", 1, List.of(4)), row("B", 4, List.of(), 2)));
        assertThat(tier.areSideBySide(Set.of("A-1", "A-3"))).isTrue();
        assertThat(tier.areSideBySide(Set.of("A-3", "A-5"))).as("over an aisle").isFalse();
        assertThat(tier.areSideBySide(Set.of("A-1", "A-5"))).isFalse();
        assertThat(tier.areSideBySide(Set.of("B-1", "B-3"))).as("over a gap").isFalse();
    }

    private static SeatPlan.Row byTwos(String label, int first, List<Integer> aisles) {
        List<SeatPlan.Seat> seats = IntStream.range(0, 4)
                .map(place -> first + 2 * place)
                .mapToObj(number -> new SeatPlan.Seat(label + "-" + number, number, "free", null))
                .toList();
        return new SeatPlan.Row(null, label, seats, aisles);
    }

    @Test
    void aSectionHasARowOfEachLabelAndANameAboveThem() {
        SeatMap map = map(
                Set.of("Box A-1"), Set.of(), row("A", 30, List.of(), 0), inSection("Left", 30), inSection("Box", 4));

        assertThat(map.sections()).extracting(SeatMap.Section::name).containsExactly(null, "Left", "Box");
        assertThat(map.rows()).extracting(SeatMap.Row::key).containsExactly("A", "Left A", "Box A");
        assertThat(map.rows())
                .extracting(SeatMap.Row::y)
                .as("as before without a section, and below the names of sections")
                .containsExactly(48 + 16, 48 + 32 + 40 + 16, 48 + 2 * (32 + 40) + 16);
        assertThat(map.sections()).extracting(SeatMap.Section::y).contains(48 + 32 + 20);
        assertThat(map.sections()).extracting(SeatMap.Section::isOpen).containsExactly(false, false, true);
        assertThat(map.sections()).extracting(SeatMap.Section::free).containsExactly(30L, 30L, 4L);
    }

    private static SeatPlan.Row inSection(String section, int last) {
        return new SeatPlan.Row(
                section, "A", row(section + " A", last, List.of(), 0).seats(), List.of());
    }

    @Test
    void knownStateOfASeatOverridesThePlan() {
        SeatMap map = map(Set.of("A-1", "A-2"), Set.of("A-1"), row("A", 3, List.of(), 0));
        assertThat(map.rows().getFirst().seats())
                .extracting(SeatMap.Seat::state)
                .containsExactly(SeatMap.State.TAKEN, SeatMap.State.CHOSEN, SeatMap.State.FREE);
        assertThat(map.rows().getFirst().free()).isEqualTo(2);
    }

    @Test
    void veryLargePlanIsAListOfRowsToUnfold() {
        SeatPlan.Row[] rows = IntStream.range(0, 101)
                .mapToObj(i -> row("R" + i, 200, List.of(), 0))
                .toArray(SeatPlan.Row[]::new);
        SeatMap map = map(Set.of(), Set.of(), rows);
        assertThat(map.isDrawn()).isFalse();
        assertThat(map.rows()).noneMatch(SeatMap.Row::isListed);
    }

    private static SeatMap map(Set<String> chosen, Set<String> taken, SeatPlan.Row... rows) {
        return SeatMap.of(new SeatPlan.Tier("t", "Stalls", 100, List.of(rows)), chosen, taken, null);
    }

    private static SeatPlan.Row row(String label, int last, List<Integer> aisles, int gap) {
        List<SeatPlan.Seat> seats = IntStream.rangeClosed(1, last)
                .filter(number -> number != gap)
                .mapToObj(number -> new SeatPlan.Seat(label + "-" + number, number, "free", null))
                .toList();
        return new SeatPlan.Row(null, label, seats, aisles);
    }
}
