package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.Shrinker.Shrunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkerTests {

    private static final long SEED = 7;
    private static final int FAULTS = 40;
    private static final int MANY_RUNS = 1_000;
    private static final List<String> PARTS = List.of("skew", "strikes", "edits", "buyer-1", "buyer-2", "buyer-3");

    private final List<Cut> tried = new ArrayList<>();

    @Test
    void whatItIsWrongWithoutIsLeftOut() {
        Shrunk shrunk = shrink(cut -> keeps(cut, "edits", "buyer-2") && happen(cut, 3, 17), MANY_RUNS);

        assertThat(shrunk.cut().without()).containsExactlyInAnyOrder("skew", "strikes", "buyer-1", "buyer-3");
        assertThat(shrunk.cut().faults()).containsExactlyInAnyOrder(3, 17);
        assertThat(shrunk.outcome().parts()).containsExactly("edits", "buyer-2");
        assertThat(shrunk.runs()).isEqualTo(tried.size());
    }

    @Test
    void aPartIsTriedWithOtherSchedules() {
        Shrunk shrunk = shrink(cut -> keeps(cut, "skew") || cut.schedule() == 3, MANY_RUNS);

        assertThat(shrunk.cut()).isEqualTo(new Cut(SEED, 3, Set.copyOf(PARTS), Set.of()));
    }

    @Test
    void anotherMistakeIsNotTheSame() {
        Shrunk shrunk = Shrinker.shrink(
                        Cut.nothing(SEED),
                        cut -> outcome(cut, keeps(cut, "edits") ? "I2 block b1 has 3 free" : "I7 two orders"),
                        MANY_RUNS)
                .orElseThrow();

        assertThat(shrunk.outcome().parts()).containsExactly("edits");
        assertThat(Shrinker.kind("I2 block b1 has 3 free")).isEqualTo(Shrinker.kind("I2 block b2 has 4 free"));
    }

    @Test
    void itEndsAfterAsManyRunsAsItMay() {
        Shrunk shrunk = shrink(cut -> keeps(cut, "edits") && happen(cut, 3, 17), 5);

        assertThat(tried).hasSize(5);
        assertThat(shrunk.outcome().isWell()).isFalse();
    }

    @Test
    void afterEachRunItTellsWhatIsLeft() {
        List<Shrunk> told = new ArrayList<>();
        Shrunk shrunk = Shrinker.shrink(
                        Cut.nothing(SEED),
                        cut -> outcome(cut, keeps(cut, "edits") && happen(cut, 3) ? "I2 wrong" : null),
                        MANY_RUNS,
                        told::add)
                .orElseThrow();

        assertThat(told)
                .extracting(Shrunk::runs)
                .isEqualTo(IntStream.rangeClosed(1, shrunk.runs()).boxed().toList());
        assertThat(told.getFirst().faults()).isEqualTo(FAULTS);
        assertThat(told.getLast()).isEqualTo(shrunk);
        assertThat(shrunk.faults()).isEqualTo(1);
    }

    @Test
    void aSeedThatIsWellIsNotShrunk() {
        assertThat(Shrinker.shrink(Cut.nothing(SEED), cut -> outcome(cut, null), MANY_RUNS))
                .isEmpty();
    }

    @Test
    void theOptionsRepeatWhatIsLeft() {
        assertThat(Cut.nothing(SEED).options()).isEqualTo("--replay 7");
        assertThat(new Cut(SEED, 2, Set.of("skew", "edits"), Set.of(17, 3)).options())
                .isEqualTo("--replay 7 --schedule 2 --without edits,skew --faults 3,17");
        assertThat(new Cut(SEED, 0, Set.of(), Set.of()).options()).isEqualTo("--replay 7 --faults none");
    }

    private Shrunk shrink(Predicate<Cut> isWrong, int mostRuns) {
        return Shrinker.shrink(
                        Cut.nothing(SEED),
                        cut -> {
                            tried.add(cut);
                            return outcome(cut, isWrong.test(cut) ? "I2 wrong" : null);
                        },
                        mostRuns)
                .orElseThrow();
    }

    private static Outcome outcome(Cut cut, String wrong) {
        return new Outcome(
                cut.seed(),
                wrong == null ? List.of() : List.of(wrong),
                List.of(),
                0,
                0,
                Map.of(),
                PARTS.stream().filter(part -> keeps(cut, part)).toList(),
                FAULTS);
    }

    private static boolean keeps(Cut cut, String... parts) {
        return List.of(parts).stream().noneMatch(cut.without()::contains);
    }

    private static boolean happen(Cut cut, int... faults) {
        return cut.faults() == null || IntStream.of(faults).allMatch(cut.faults()::contains);
    }
}
