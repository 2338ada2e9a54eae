package io.holdfast.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The options of {@code ./holdfast bench}, which infra/scripts/help/bench.txt explains.
 *
 * @param what one of {@link #PARTS}
 * @param time how long each single measurement takes
 * @param rounds how often each measurement is repeated, in turn with the others
 * @param only the parts to measure; empty: all
 * @param clients how many buyers are waiting at a time, in turn
 * @param holds how many holds end in the same minute, for {@code expiry}
 * @param statements whether {@code journey} counts the statements that the services send to their databases
 * @param events how many events are sold, for {@code claims}; how many others there are, for {@code seats}, or in the catalogue, for
 *     {@code search}
 * @param units how many units of one tier are held while more are asked for, for {@code claims}; 0 to leave that out
 * @param replicas how many replicas sell one event together, for {@code claims}; 1 to leave that out
 * @param people how many people come, for {@code queue} and {@code rush}
 * @param streams how many streams are open, for {@code streams} and {@code queue}
 * @param out where the JSON file goes
 */
record BenchOptions(
        String what,
        Duration time,
        int rounds,
        Set<String> only,
        List<Integer> clients,
        int holds,
        boolean statements,
        int events,
        int units,
        int replicas,
        int people,
        int streams,
        Path out) {

    static final List<String> PARTS = List.of(
            "claims", "orders", "journey", "expiry", "reads", "pages", "streams", "queue", "rush", "beside", "seats",
            "search");

    /** People who come to {@code rush} for each core: what one core serves in a minute with everything beside it. */
    private static final int PEOPLE_PER_CORE = 1_500;

    static BenchOptions parse(String[] arguments) {
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
        String what = rest.isEmpty() ? "" : rest.pop();
        if (!PARTS.contains(what)) {
            throw new BadOption("It is ./holdfast bench with one of " + String.join(", ", PARTS));
        }
        if (what.equals("beside") && !"pretix".equals(rest.poll())) {
            throw new BadOption("It is ./holdfast bench beside pretix");
        }
        int seconds = 4;
        int rounds = 3;
        int holds = 50_000;
        int people = PEOPLE_PER_CORE * Runtime.getRuntime().availableProcessors();
        int streams = 1_500;
        boolean statements = false;
        Set<String> only = Set.of();
        int events = switch (what) {
            case "search" -> 100_000;
            case "claims" -> 64;
            default -> 100;
        };
        int units = 0;
        int replicas = 1;
        List<Integer> clients = what.equals("beside") ? List.of(16, 64) : List.of(64, 256);
        Path out = home().resolve(".holdfast").resolve("bench");
        while (!rest.isEmpty()) {
            String option = rest.pop();
            switch (option) {
                case "--seconds" -> seconds = number(option, rest);
                case "--rounds" -> rounds = number(option, rest);
                case "--only" -> only = Set.of(value(option, rest).split(",", -1));
                case "--clients" -> clients = numbers(option, rest);
                case "--statements" -> statements = true;
                case "--holds" -> holds = number(option, rest);
                case "--events" -> events = number(option, rest);
                case "--units" -> units = number(option, rest);
                case "--replicas" -> replicas = number(option, rest);
                case "--people" -> people = number(option, rest);
                case "--streams" -> streams = number(option, rest);
                case "--out" -> out = Path.of(value(option, rest));
                default -> throw new BadOption("There is no option " + option);
            }
        }
        return new BenchOptions(
                what,
                Duration.ofSeconds(seconds),
                rounds,
                only,
                clients,
                holds,
                statements,
                events,
                units,
                replicas,
                people,
                streams,
                out);
    }

    /** The checkout that {@code ./holdfast} lies in. */
    static Path home() {
        return Path.of(System.getProperty("holdfast.home", "")).toAbsolutePath().normalize();
    }

    private static List<Integer> numbers(String option, Deque<String> rest) {
        return Stream.of(value(option, rest).split(",", -1))
                .map(value -> number(option, value))
                .toList();
    }

    private static int number(String option, Deque<String> rest) {
        return number(option, value(option, rest));
    }

    private static int number(String option, String value) {
        try {
            int number = Integer.parseInt(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new BadOption(option + " needs a number over 0, not " + value);
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new BadOption(option + " needs a value");
        }
        return rest.pop();
    }

    boolean wants(String part) {
        return only.isEmpty() || only.contains(part);
    }

    /** An option that does not exist, or a value it does not take. */
    static final class BadOption extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BadOption(String message) {
            super(message);
        }
    }
}
