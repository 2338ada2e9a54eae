package io.holdfast.check;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a check found.
 *
 * @param wrong what is wrong
 * @param warnings what an operator should look at
 * @param underway how much is not done yet and will be, by its kind: messages to be handled, payments at work
 * @param looked how much was looked at, by its kind
 * @param notLookedAt databases and streams that were not named
 */
public record Report(
        List<Finding> wrong,
        List<Finding> warnings,
        Map<String, Integer> underway,
        Map<String, Long> looked,
        List<String> notLookedAt) {

    public Report {
        wrong = List.copyOf(wrong);
        warnings = List.copyOf(warnings);
        notLookedAt = List.copyOf(notLookedAt);
    }

    /** Whether nothing is wrong. */
    public boolean isSound() {
        return wrong.isEmpty();
    }

    /** How many differences will be gone once every message is handled and all work is done. */
    public int inFlight() {
        return underway.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** For a person: a line for each finding, then what was looked at. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        wrong.forEach(finding -> text.append(finding).append('\n'));
        warnings.forEach(finding -> text.append("warning: ").append(finding).append('\n'));
        text.append("Looked at %s.\n".formatted(counts(looked)));
        if (!notLookedAt.isEmpty()) {
            text.append("Not looked at: %s.\n".formatted(String.join(", ", notLookedAt)));
        }
        text.append("in flight: %d%s\n".formatted(inFlight(), underway.isEmpty() ? "" : " (" + counts(underway) + ")"));
        text.append(
                wrong.isEmpty()
                        ? "All is well.\n"
                        : wrong.size() == 1 ? "1 thing is wrong.\n" : wrong.size() + " things are wrong.\n");
        return text.toString();
    }

    private static String counts(Map<String, ? extends Number> counts) {
        return counts.entrySet().stream()
                .map(entry -> "%d %s".formatted(entry.getValue().longValue(), entry.getKey()))
                .collect(Collectors.joining(", "));
    }
}
