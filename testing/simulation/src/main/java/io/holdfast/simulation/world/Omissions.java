package io.holdfast.simulation.world;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is left out of a run, in order to find out how little it takes for something to be wrong: some of those who act, kinds of faults,
 * and single faults, which have the numbers in which they would happen. Whether something would happen is drawn all the same.
 */
final class Omissions {

    private final Set<String> without;
    private final @Nullable Set<Integer> faults;
    private final Set<String> parts = new LinkedHashSet<>();
    private int asked;

    /**
     * @param without the names of parts
     * @param faults the only ones that happen; null for all
     */
    Omissions(Collection<String> without, @Nullable Collection<Integer> faults) {
        this.without = Set.copyOf(without);
        this.faults = faults == null ? null : Set.copyOf(faults);
    }

    /** Whether a part belongs to the run. */
    boolean keep(String part) {
        parts.add(part);
        return !without.contains(part);
    }

    /** Whether the next fault happens, which is to happen now. */
    boolean keepFault() {
        asked++;
        return faults == null || faults.contains(asked);
    }

    /** What could be left out besides, by its names. */
    List<String> kept() {
        return parts.stream().filter(part -> !without.contains(part)).toList();
    }

    /** How many faults happened, or would have. */
    int faults() {
        return asked;
    }
}
