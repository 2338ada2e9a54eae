package io.holdfast.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out of a seed that is wrong whatever it is wrong without: first those who act and kinds of faults, then single faults, in ever smaller
 * groups (delta debugging). What is left out changes all that is drawn after it, so that a run without it is another story, in which the
 * same may be wrong or not: each part is tried with several schedules. What comes out is a simple story of the same mistake, not the simplest.
 */
public final class Shrinker {

    /** Whether a part is needed is tried with so many schedules. */
    private static final int SCHEDULES = 6;

    /** Names, numbers and ids. */
    private static final String PARTICULAR = "\\S*\\d\\S*|\\S{20,}|[{\\[].*";

    /**
     * @param cut what is left
     * @param outcome of it
     * @param faults how many faults happened in it
     * @param runs how many runs it took
     */
    public record Shrunk(Cut cut, Outcome outcome, int faults, int runs) {}

    private final Function<Cut, Outcome> runner;
    private final Consumer<Shrunk> progress;
    private final int mostRuns;
    private int runs;
    private String finding = "";
    private Cut least;
    private Outcome outcome;

    private Shrinker(Function<Cut, Outcome> runner, Consumer<Shrunk> progress, int mostRuns, Cut whole) {
        this.runner = runner;
        this.progress = progress;
        this.mostRuns = mostRuns;
        this.least = whole;
        this.outcome = run(whole);
    }

    /**
     * Shrinks what is wrong with a seed.
     *
     * @param runner runs what is left of it, up to the first thing that is wrong
     * @param mostRuns after which it goes on with what is left then
     * @return empty if nothing is wrong
     */
    public static Optional<Shrunk> shrink(Cut whole, Function<Cut, Outcome> runner, int mostRuns) {
        return shrink(whole, runner, mostRuns, _ -> {});
    }

    /**
     * The same.
     *
     * @param progress is told after each run what is left by then
     */
    static Optional<Shrunk> shrink(Cut whole, Function<Cut, Outcome> runner, int mostRuns, Consumer<Shrunk> progress) {
        Shrinker shrinker = new Shrinker(runner, progress, mostRuns, whole);
        if (shrinker.outcome.isWell()) {
            return Optional.empty();
        }
        shrinker.shrink();
        return Optional.of(shrinker.left());
    }

    /** What is wrong, in general. */
    public static String kind(String wrong) {
        return wrong.lines().findFirst().orElse("").replaceAll(PARTICULAR, "#");
    }

    private void shrink() {
        finding = kind(outcome.wrong().getFirst());
        progress.accept(left());
        int before;
        do {
            before = size();
            leaveOutParts();
            leaveOutFaults();
        } while (size() < before && runs < mostRuns);
    }

    private int size() {
        return outcome.parts().size() + faults().size();
    }

    private Shrunk left() {
        return new Shrunk(least, outcome, faults().size(), runs);
    }

    private Outcome run(Cut cut) {
        runs++;
        return runner.apply(cut);
    }

    private boolean accepts(Cut cut) {
        if (runs >= mostRuns) {
            return false;
        }
        Outcome tried = run(cut);
        boolean same = tried.wrong().stream().anyMatch(wrong -> kind(wrong).equals(finding));
        // A longer story is no simpler, however few take part.
        boolean simpler = same && tried.steps() <= outcome.steps();
        if (simpler) {
            least = cut;
            outcome = tried;
        }
        progress.accept(left());
        return simpler;
    }

    private void leaveOutParts() {
        for (int group = outcome.parts().size(); group > 0; group /= 2) {
            int from = 0;
            while (from < outcome.parts().size()) {
                List<String> parts = outcome.parts();
                List<String> tried = parts.subList(from, Math.min(parts.size(), from + group));
                if (!acceptsWithSomeSchedule(least.without(tried))) {
                    from += group;
                }
            }
        }
    }

    /** Where single faults were left out, their numbers are those of one schedule. */
    private boolean acceptsWithSomeSchedule(Cut cut) {
        if (accepts(cut)) {
            return true;
        }
        return cut.faults() == null
                && IntStream.rangeClosed(1, SCHEDULES).anyMatch(schedule -> accepts(cut.withSchedule(schedule)));
    }

    /** The numbers of the faults that happened. */
    private List<Integer> faults() {
        return IntStream.rangeClosed(1, outcome.faults())
                .boxed()
                .filter(fault -> isKept(least, fault))
                .toList();
    }

    private static boolean isKept(Cut cut, @Nullable Integer fault) {
        return cut.faults() == null || cut.faults().contains(fault);
    }

    /** The last ones first: most of them happened after all that matters. */
    private void leaveOutFaults() {
        for (int group = faults().size(); group > 0; group /= 2) {
            int end = faults().size();
            while (end > 0) {
                List<Integer> kept = new ArrayList<>(faults());
                end = Math.min(end, kept.size());
                int from = Math.max(0, end - group);
                kept.subList(from, end).clear();
                accepts(least.withFaults(kept));
                end = from;
            }
        }
    }
}
