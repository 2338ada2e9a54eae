package io.holdfast.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** {@code ./holdfast simulate}. */
public final class Simulate {

    private static final String HELP = """
            Runs the real code of the services on simulated time, databases and messages, one seed after the other.

              ./holdfast simulate [--seeds N] [--seconds T] [--from S]   runs N seeds (1000), or as many as fit into T seconds, from S on
                  --until-wrong   ends with the first seed with which something is wrong
              ./holdfast simulate --replay S [--whole]                   runs seed S again and tells its story, or all that happened

            Without --from the first seed is taken from the clock, and printed. Ends with 1 if something is wrong.""";
    private static final long DEFAULT_SEEDS = 1_000;
    private static final Duration REPORT_EVERY = Duration.ofSeconds(10);

    private long seeds = DEFAULT_SEEDS;
    private long seconds = Long.MAX_VALUE / 2_000_000_000L;
    private long from = System.currentTimeMillis() % 1_000_000_000L * 1_000;
    private boolean whole;
    private boolean untilWrong;

    private Simulate() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(new Simulate().start(List.of(arguments)));
    }

    private int start(List<String> arguments) throws InterruptedException {
        Long replayed = null;
        try {
            for (int i = 0; i < arguments.size(); i++) {
                switch (arguments.get(i)) {
                    case "--seeds" -> seeds = number(arguments, ++i);
                    case "--seconds" -> {
                        seconds = number(arguments, ++i);
                        seeds = Long.MAX_VALUE / 2;
                    }
                    case "--from" -> from = number(arguments, ++i);
                    case "--replay" -> replayed = number(arguments, ++i);
                    case "--whole" -> whole = true;
                    case "--until-wrong" -> untilWrong = true;
                    case "--help", "-h" -> {
                        print(HELP);
                        return 0;
                    }
                    default -> throw new IllegalArgumentException("There is no option " + arguments.get(i));
                }
            }
        } catch (IllegalArgumentException e) {
            print(e.getMessage() + "\n\n" + HELP);
            return 2;
        }
        return replayed == null ? run() : replay(replayed);
    }

    private static long number(List<String> arguments, int index) {
        if (index >= arguments.size()) {
            throw new IllegalArgumentException(arguments.get(index - 1) + " needs a number");
        }
        return Long.parseLong(arguments.get(index));
    }

    private int replay(long seed) {
        Outcome outcome = new Seeds().replay(seed);
        (whole ? outcome.story() : Story.of(outcome)).forEach(Simulate::print);
        print("");
        outcome.wrong().forEach(Simulate::print);
        print("Seed %d: %d steps, %s, %s"
                .formatted(
                        seed,
                        outcome.steps(),
                        Long.toHexString(outcome.sum()),
                        outcome.isWell() ? "all is well" : "wrong"));
        return outcome.isWell() ? 0 : 1;
    }

    private int run() throws InterruptedException {
        print("First seed: " + from);
        Campaign campaign = new Campaign(from, seeds, Duration.ofSeconds(seconds), untilWrong);
        campaign.start(Runtime.getRuntime().availableProcessors());
        while (!campaign.awaitEnd(REPORT_EVERY)) {
            print(campaign.progress());
        }
        print(campaign.progress());
        print("What happened: " + campaign.counts());
        return campaign.failed().isEmpty() ? 0 : 1;
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

    /** Many seeds on several threads. */
    static final class Campaign {

        private final long from;
        private final long end;
        private final Duration length;
        private final boolean untilWrong;
        private final AtomicLong next;
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong steps = new AtomicLong();
        private final List<Outcome> failed = Collections.synchronizedList(new ArrayList<>());
        private final Map<String, Integer> counts = new TreeMap<>();
        private final List<Thread> workers = new ArrayList<>();
        private final long began = System.nanoTime();

        Campaign(long from, long seeds, Duration length, boolean untilWrong) {
            this.from = from;
            this.end = from + seeds;
            this.length = length;
            this.untilWrong = untilWrong;
            this.next = new AtomicLong(from);
        }

        void start(int threads) {
            for (int i = 0; i < threads; i++) {
                workers.add(Thread.ofPlatform().name("seeds-" + i).start(this::work));
            }
        }

        private void work() {
            Seeds mine = new Seeds();
            for (long seed = next.getAndIncrement();
                    seed < end && took().compareTo(length) < 0 && !(untilWrong && !failed.isEmpty());
                    seed = next.getAndIncrement()) {
                Outcome outcome = mine.run(seed);
                done.incrementAndGet();
                steps.addAndGet(outcome.steps());
                synchronized (counts) {
                    outcome.counts().forEach((what, often) -> counts.merge(what, often, Integer::sum));
                }
                if (!outcome.isWell()) {
                    failed.add(outcome);
                    tell(outcome);
                }
            }
        }

        private Duration took() {
            return Duration.ofNanos(System.nanoTime() - began);
        }

        /** Whether it came to its end. */
        boolean awaitEnd(Duration patience) throws InterruptedException {
            for (Thread worker : workers) {
                if (!worker.join(patience)) {
                    return false;
                }
            }
            return true;
        }

        String progress() {
            long seeds = done.get();
            return "%d seeds from %d, %d of them wrong, %.1f a second, %d steps each"
                    .formatted(
                            seeds,
                            from,
                            failed.size(),
                            seeds * 1000.0 / Math.max(1, took().toMillis()),
                            steps.get() / Math.max(1, seeds));
        }

        List<Outcome> failed() {
            synchronized (failed) {
                return List.copyOf(failed);
            }
        }

        Map<String, Integer> counts() {
            synchronized (counts) {
                return new TreeMap<>(counts);
            }
        }
    }
}
