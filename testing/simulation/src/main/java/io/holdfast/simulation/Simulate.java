package io.holdfast.simulation;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code ./holdfast simulate}, which infra/scripts/help/simulate.txt explains. */
public final class Simulate {

    private static final long DEFAULT_SEEDS = 1_000;
    private static final int DEFAULT_RUNS = 400;
    private static final long FOREVER = Duration.ofDays(365).toSeconds();

    private long seeds = DEFAULT_SEEDS;
    private long seconds = FOREVER;
    private long from = System.currentTimeMillis() % 1_000_000_000L * 1_000;
    private int jobs = Runtime.getRuntime().availableProcessors();
    private boolean whole;
    private boolean untilWrong;
    private int runs = DEFAULT_RUNS;
    private int schedule;
    private Set<String> without = Set.of();
    private @Nullable Set<Integer> faults;

    private Simulate() {}

    public static void main(String[] arguments) throws InterruptedException, IOException {
        System.exit(new Simulate().start(List.of(arguments)));
    }

    private int start(List<String> arguments) throws InterruptedException, IOException {
        Long replayed = null;
        Long shrunk = null;
        try {
            for (int i = 0; i < arguments.size(); i++) {
                switch (arguments.get(i)) {
                    case "--seeds" -> seeds = number(arguments, ++i);
                    case "--seconds" -> {
                        seconds = number(arguments, ++i);
                        seeds = Long.MAX_VALUE / 2;
                    }
                    case "--from" -> from = number(arguments, ++i);
                    case "--jobs" -> jobs = Math.toIntExact(number(arguments, ++i));
                    case "--replay" -> replayed = number(arguments, ++i);
                    case "--shrink" -> shrunk = number(arguments, ++i);
                    case "--runs" -> runs = Math.toIntExact(number(arguments, ++i));
                    case "--schedule" -> schedule = Math.toIntExact(number(arguments, ++i));
                    case "--without" -> without = Set.of(text(arguments, ++i).split(","));
                    case "--faults" -> faults = numbers(text(arguments, ++i));
                    case "--whole" -> whole = true;
                    case "--until-wrong" -> untilWrong = true;
                    default -> throw new IllegalArgumentException("There is no option " + arguments.get(i));
                }
            }
        } catch (IllegalArgumentException e) {
            print(e.getMessage() + ". ./holdfast simulate --help lists what there is.");
            return 2;
        }
        if (shrunk != null) {
            return shrink(shrunk);
        }
        return replayed == null ? run() : replay(new Cut(replayed, schedule, without, faults));
    }

    private static String text(List<String> arguments, int index) {
        if (index >= arguments.size()) {
            throw new IllegalArgumentException(arguments.get(index - 1) + " needs a value");
        }
        return arguments.get(index);
    }

    private static long number(List<String> arguments, int index) {
        return Long.parseLong(text(arguments, index));
    }

    private static Set<Integer> numbers(String text) {
        return text.equals(Cut.NO_FAULTS)
                ? Set.of()
                : Arrays.stream(text.split(",")).map(Integer::valueOf).collect(Collectors.toSet());
    }

    private int shrink(long seed) {
        print("Leaving out of seed %d what it is wrong without, in %d runs at most".formatted(seed, runs));
        Seeds all = new Seeds();
        Optional<Shrinker.Shrunk> shrunk =
                Shrinker.shrink(Cut.nothing(seed), cut -> all.runUntilWrong(cut, false), runs, this::tellWhatIsLeft);
        if (shrunk.isEmpty()) {
            print("Seed %d: all is well".formatted(seed));
            return 0;
        }
        Cut cut = shrunk.get().cut();
        Outcome outcome = all.runUntilWrong(cut, true);
        Story.brief(outcome).forEach(Simulate::print);
        print("");
        outcome.wrong().forEach(Simulate::print);
        print("What is left of seed %d after %d runs: %d steps, %s; it is told in full by"
                .formatted(seed, shrunk.get().runs(), outcome.steps(), outcome.parts()));
        print("  ./holdfast simulate " + cut.options());
        return 1;
    }

    private void tellWhatIsLeft(Shrinker.Shrunk left) {
        print("Run %d of %d: left are %d steps, %d faults, %s"
                .formatted(
                        left.runs(),
                        runs,
                        left.outcome().steps(),
                        left.faults(),
                        left.outcome().parts()));
    }

    private int replay(Cut cut) {
        Outcome outcome = new Seeds().replay(cut);
        (whole ? outcome.story() : Story.of(outcome)).forEach(Simulate::print);
        print("");
        outcome.wrong().forEach(Simulate::print);
        print("Seed %d: %d steps, %s, %s"
                .formatted(
                        cut.seed(),
                        outcome.steps(),
                        Long.toHexString(outcome.sum()),
                        outcome.isWell() ? "all is well" : "wrong"));
        return outcome.isWell() ? 0 : 1;
    }

    private int run() throws InterruptedException, IOException {
        print("First seed: " + from);
        Campaign campaign = new Campaign(new Campaign.Plan(from, seeds, seconds, jobs, untilWrong), Simulate::tell);
        campaign.run(Simulate::print);
        print("What happened: " + campaign.counts());
        return campaign.isWell() ? 0 : 1;
    }

    private static synchronized void tell(Outcome failed) {
        print("Seed %d is wrong (./holdfast simulate --replay %d tells its story):"
                .formatted(failed.seed(), failed.seed()));
        failed.wrong().forEach(finding -> print("  " + finding));
    }

    @SuppressWarnings("SystemOut")
    private static void print(String line) {
        System.out.println(line);
    }
}
