package io.holdfast.simulation.mutants;

import io.holdfast.simulation.Outcome;
import io.holdfast.simulation.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plants each mutant of {@value Mutant#LIST} and runs seeds until one is wrong. {@code ./holdfast mutants --simulated} calls this. A mutant
 * with a number of seeds in the list must be found among so many.
 */
final class SimulatedMutants {

    private static final int FIRST_SEED = 1;

    private final Path root;
    private final Path work;
    private final int seeds;

    private SimulatedMutants(Path root, Path work, int seeds) {
        this.root = root;
        this.work = work;
        this.seeds = seeds;
    }

    /** Arguments: the root of the tree, a directory to work in, the most seeds for each mutant, and the names of mutants (all if none). */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        List<String> only = List.of(arguments).subList(3, arguments.length);
        List<Mutant> chosen = Mutant.readAll(root).stream()
                .filter(mutant -> only.isEmpty() || only.contains(mutant.name()))
                .toList();
        if (chosen.size() < Math.max(1, only.size())) {
            System.err.println("There is no such mutant in " + Mutant.LIST);
            System.exit(2);
        }
        SimulatedMutants mutants = new SimulatedMutants(root, Path.of(arguments[1]), Integer.parseInt(arguments[2]));
        System.exit(mutants.runAll(chosen) ? 0 : 1);
    }

    private boolean runAll(List<Mutant> chosen) throws IOException {
        int found = 0;
        int missed = 0;
        for (Mutant mutant : chosen) {
            long began = System.nanoTime();
            Path classes = work.resolve(mutant.name()).resolve("classes");
            String errors = mutant.compile(root, classes);
            Outcome wrong = errors.isEmpty() ? firstWrong(new MutatedClasses(classes), mutant) : null;
            boolean needed = mutant.seeds() > 0;
            String verdict;
            if (wrong != null) {
                found++;
                verdict = "found      %-44s seed %4d  %s".formatted(mutant.name(), wrong.seed(), shortened(wrong));
            } else {
                missed += needed ? 1 : 0;
                verdict = "%-10s %-44s %s".formatted(needed ? "NOT FOUND" : "not found", mutant.name(), errors);
            }
            System.out.printf(
                    "%5d s  %s%n", Duration.ofNanos(System.nanoTime() - began).toSeconds(), verdict);
        }
        System.out.printf(
                "The simulation found %d of %d mutants; of those it must find, %d are missing.%n",
                found, chosen.size(), missed);
        return missed == 0;
    }

    private @Nullable Outcome firstWrong(ClassLoader classes, Mutant mutant) {
        Seeds mutated = new Seeds(classes);
        int most = mutant.seeds() > 0 ? mutant.seeds() : seeds;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + most; seed++) {
            Outcome outcome = mutated.run(seed);
            if (!outcome.isWell()) {
                return outcome;
            }
        }
        return null;
    }

    private static String shortened(Outcome outcome) {
        String first = outcome.wrong().getFirst().lines().findFirst().orElse("");
        return first.length() <= 120 ? first : first.substring(0, 120) + "…";
    }
}
