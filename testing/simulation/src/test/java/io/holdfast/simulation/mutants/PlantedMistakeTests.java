package io.holdfast.simulation.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.simulation.Cut;
import io.holdfast.simulation.Outcome;
import io.holdfast.simulation.Seeds;
import io.holdfast.simulation.Shrinker;
import io.holdfast.simulation.Shrinker.Shrunk;
import io.holdfast.simulation.Story;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a seed with a mistake that was planted, what has nothing to do with it is left out. */
class PlantedMistakeTests {

    private static final String MISTAKE = "double-release";
    private static final int MOST_SEEDS = 100;
    private static final int MOST_SHRUNK = 10;
    private static final int MOST_RUNS = 40;

    private final Path root = Path.of("").toAbsolutePath().getParent().getParent();

    @Test
    void aSeedWithAMistakeIsShrunkToANoLongerStoryOfIt(@TempDir Path work) throws IOException {
        Mutant mutant = Mutant.readAll(root).stream()
                .filter(each -> each.name().equals(MISTAKE))
                .findFirst()
                .orElseThrow();
        Path classes = work.resolve("classes");
        assertThat(mutant.compile(root, classes)).isEmpty();
        Seeds seeds = new Seeds(new MutatedClasses(classes));

        // Every change of the code gives a seed another story: of some there may be nothing that can be left out.
        assertThat(LongStream.rangeClosed(1, MOST_SEEDS)
                        .mapToObj(seed -> seeds.runUntilWrong(Cut.nothing(seed), true))
                        .filter(outcome -> !outcome.isWell())
                        .limit(MOST_SHRUNK)
                        .anyMatch(whole -> isShrunk(whole, seeds)))
                .as("something is left out")
                .isTrue();
    }

    private static boolean isShrunk(Outcome whole, Seeds seeds) {
        Shrunk shrunk = Shrinker.shrink(Cut.nothing(whole.seed()), cut -> seeds.runUntilWrong(cut, false), MOST_RUNS)
                .orElseThrow();
        Outcome repeated = seeds.runUntilWrong(shrunk.cut(), true);

        String kind = Shrinker.kind(whole.wrong().getFirst());
        assertThat(repeated.sum()).isEqualTo(shrunk.outcome().sum());
        assertThat(repeated.wrong()).anyMatch(wrong -> Shrinker.kind(wrong).equals(kind));
        assertThat(repeated.steps()).isLessThanOrEqualTo(whole.steps());
        assertThat(Story.brief(repeated).getLast()).contains("WRONG: ");
        return !shrunk.cut().equals(Cut.nothing(whole.seed()));
    }
}
