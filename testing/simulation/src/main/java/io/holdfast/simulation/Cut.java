package io.holdfast.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A seed, of which something is left out.
 *
 * @param schedule 0 for what the seed draws; with another number all is drawn otherwise but what kind of a world it is
 * @param without the names of what is left out
 * @param faults the numbers of those faults that happen; null for all of them
 */
public record Cut(
        long seed,
        int schedule,
        Set<String> without,
        @Nullable Set<Integer> faults) {

    /** In place of their numbers where no fault happens. */
    static final String NO_FAULTS = "none";

    public Cut {
        without = Set.copyOf(without);
        faults = faults == null ? null : Set.copyOf(faults);
    }

    public static Cut nothing(long seed) {
        return new Cut(seed, 0, Set.of(), null);
    }

    Cut withSchedule(int other) {
        return new Cut(seed, other, without, faults);
    }

    Cut without(List<String> parts) {
        Set<String> more = new TreeSet<>(without);
        more.addAll(parts);
        return new Cut(seed, schedule, more, faults);
    }

    Cut withFaults(List<Integer> kept) {
        return new Cut(seed, schedule, without, Set.copyOf(kept));
    }

    /** The options with which it is run again. */
    String options() {
        List<String> options = new ArrayList<>();
        if (schedule != 0) {
            options.add("--schedule " + schedule);
        }
        if (!without.isEmpty()) {
            options.add("--without " + String.join(",", new TreeSet<>(without)));
        }
        Set<Integer> only = faults;
        if (only != null) {
            options.add("--faults "
                    + (only.isEmpty()
                            ? NO_FAULTS
                            : String.join(
                                    ",",
                                    new TreeSet<>(only)
                                            .stream().map(String::valueOf).toList())));
        }
        return "--replay " + seed + (options.isEmpty() ? "" : " " + String.join(" ", options));
    }
}
