package io.holdfast.simulation;

import java.util.List;
import java.util.Map;

/**
 * What became of a seed.
 *
 * @param wrong what must not be; empty if all is well
 * @param story what happened, line by line; empty unless it was wanted
 * @param sum the same for two runs only if they did the same in every step
 * @param steps how often a simulated thread went on
 * @param counts what happened how often
 * @param parts the names of what could be left out ({@link Cut})
 * @param faults how many faults there were, with those that were left out
 */
public record Outcome(
        long seed,
        List<String> wrong,
        List<String> story,
        long sum,
        int steps,
        Map<String, Integer> counts,
        List<String> parts,
        int faults) {

    public boolean isWell() {
        return wrong.isEmpty();
    }
}
