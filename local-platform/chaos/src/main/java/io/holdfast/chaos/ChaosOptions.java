package io.holdfast.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * The options of {@code ./holdfast chaos}, which infra/scripts/help/chaos.txt explains.
 *
 * @param time how long faults are made
 * @param seed of the schedule of faults, and of what clients choose
 * @param only the kinds of faults to make; empty for all
 * @param out the directory of history, logs and report
 */
record ChaosOptions(Duration time, long seed, Set<String> only, Path out) {

    static ChaosOptions parse(String[] arguments) {
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
        double minutes = 10;
        long seed = ThreadLocalRandom.current().nextLong(1, 1_000_000);
        Set<String> only = Set.of();
        Path out = home().resolve(".holdfast").resolve("chaos");
        while (!rest.isEmpty()) {
            String option = rest.pop();
            switch (option) {
                case "--minutes" -> minutes = positive(option, value(option, rest));
                case "--seed" -> seed = (long) number(option, value(option, rest));
                case "--only" -> only = kinds(value(option, rest));
                case "--out" -> out = Path.of(value(option, rest));
                default -> throw new BadOption("There is no option " + option);
            }
        }
        return new ChaosOptions(
                Duration.ofMillis((long) (minutes * 60_000)),
                seed,
                only,
                out.toAbsolutePath().normalize());
    }

    /** The checkout that {@code ./holdfast} lies in. */
    static Path home() {
        return Path.of(System.getProperty("holdfast.home", "")).toAbsolutePath().normalize();
    }

    private static Set<String> kinds(String value) {
        Set<String> wanted = Arrays.stream(value.split(",", -1)).collect(Collectors.toSet());
        Set<String> unknown = wanted.stream()
                .filter(kind -> !FaultKind.words().contains(kind))
                .collect(Collectors.toSet());
        if (!unknown.isEmpty()) {
            throw new BadOption("There is no fault " + String.join(", ", unknown));
        }
        return wanted;
    }

    private static double positive(String option, String value) {
        double number = number(option, value);
        if (number <= 0) {
            throw new BadOption(option + " needs a number over 0, not " + value);
        }
        return number;
    }

    private static double number(String option, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new BadOption(option + " needs a number, not " + value);
        }
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty() || rest.peek().isBlank()) {
            throw new BadOption(option + " needs a value");
        }
        return rest.pop();
    }

    /** An option that does not exist, or a value it does not take. */
    static final class BadOption extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BadOption(String message) {
            super(message);
        }
    }
}
