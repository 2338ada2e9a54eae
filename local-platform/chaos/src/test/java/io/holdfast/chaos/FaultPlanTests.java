package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.chaos.FaultPlan.Step;
import java.time.Duration;
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
        assertThat(FaultPlan.of(5, TIME, Set.of(), kind -> !kind.needsProxy()).steps())
                .isNotEmpty()
                .noneSatisfy(step -> assertThat(step.kind().needsProxy()).isTrue());
    }

    private static FaultPlan plan(long seed, Set<String> only) {
        return FaultPlan.of(seed, TIME, only, kind -> true);
    }
}
