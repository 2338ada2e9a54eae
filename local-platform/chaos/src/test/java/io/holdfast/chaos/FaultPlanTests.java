package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.chaos.FaultPlan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultPlanTests {

    private static final Duration TIME = Duration.ofMinutes(30);

    @Test
    void aSeedGivesTheSamePlanAgain() {
        assertThat(plan(5, Set.of())).isEqualTo(plan(5, Set.of())).isNotEqualTo(plan(6, Set.of()));
    }

    @Test
    void everyKindOfFaultIsPlannedInHalfAnHourSomewhere() {
        List<FaultKind> kinds =
                plan(5, Set.of()).steps().stream().map(Step::kind).distinct().toList();
        assertThat(kinds).contains(FaultKind.KILL_SERVICE, FaultKind.FREEZE_DATABASE, FaultKind.HALF_OPEN_NETWORK);
        assertThat(plan(5, Set.of()).steps())
                .isSortedAccordingTo(Comparator.comparingLong(Step::at))
                .allSatisfy(step -> assertThat(step.at()).isLessThan(TIME.toMillis()))
                .allSatisfy(step -> assertThat(step.lengthMillis())
                        .isBetween((long) step.kind().length.leastMillis, (long) step.kind().length.mostMillis));
    }

    @Test
    void onlyWhatIsWantedAndPossibleIsPlanned() {
        assertThat(plan(5, Set.of("kill-broker")).steps())
                .isNotEmpty()
                .allSatisfy(step -> assertThat(step.kind()).isEqualTo(FaultKind.KILL_BROKER));
        assertThat(FaultPlan.of(5, TIME, List.of(), Set.of(), kind -> !kind.needsProxy())
                        .steps())
                .isNotEmpty()
                .noneSatisfy(step -> assertThat(step.kind().needsProxy()).isTrue());
    }

    @Test
    void ordersAndItsDatabaseAreKilledWhenARoomOpens() {
        List<Step> without = plan(5, Set.of()).steps().stream()
                .filter(step -> !step.kind().endsServices() || step.at() >= 60_350)
                .toList();
        List<Step> steps = new ArrayList<>(
                FaultPlan.of(5, TIME, List.of(60_000L), Set.of(), _ -> true).steps());
        assertThat(steps).containsAll(without);
        without.forEach(steps::remove);
        assertThat(steps)
                .extracting(Step::kind)
                .containsExactlyInAnyOrder(FaultKind.KILL_BOTH, FaultKind.KILL_DATABASE);
        assertThat(steps).allSatisfy(step -> assertThat(step.at()).isBetween(59_000L, 62_000L));
        assertThat(steps)
                .filteredOn(step -> step.kind() == FaultKind.KILL_BOTH)
                .allSatisfy(
                        step -> assertThat(SystemUnderTest.SERVICES.get(step.choose(SystemUnderTest.SERVICES.size())))
                                .isEqualTo("orders-service"));
        assertThat(FaultPlan.of(5, TIME, List.of(60_000L), Set.of("kill-broker"), _ -> true))
                .isEqualTo(plan(5, Set.of("kill-broker")));
    }

    @Test
    void noServiceIsJustStartingWhenARoomOpens() {
        List<Long> bells = List.of(60_000L, 240_000L, 420_000L);
        for (int seed = 0; seed < 50; seed++) {
            assertThat(FaultPlan.of(seed, TIME, bells, Set.of(), _ -> true).steps())
                    .filteredOn(step -> step.kind().endsServices())
                    .noneMatch(step -> bells.stream().anyMatch(bell -> step.at() > bell - 90_000 && step.at() <= bell));
        }
    }

    private static FaultPlan plan(long seed, Set<String> only) {
        return FaultPlan.of(seed, TIME, List.of(), only, kind -> true);
    }
}
