package io.holdfast.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which fault is made when, for how long, and to what. The same seed gives the same plan. Quick faults (kills) and those that last are
 * planned apart from each other, so that a process is killed while the database is frozen, or the network is bad.
 *
 * @param steps in the order of time
 */
record FaultPlan(List<Step> steps) {

    private static final int QUICK_GAP_MILLIS = 2_000;
    private static final int LASTING_GAP_MILLIS = 7_000;

    /** Replicas wait for the moment when a room opens, and draw its places and write its page within milliseconds. */
    private static final int BEFORE_BELL_MILLIS = 150;

    private static final int AFTER_BELL_MILLIS = 350;
    private static final int DATABASE_NEAR_BELL_MILLIS = 600;

    /** Until services that have ended are there again, so that there is something to be killed when a room opens. */
    private static final int STARTING_MILLIS = 90_000;

    FaultPlan {
        steps = List.copyOf(steps);
    }

    /**
     * One fault.
     *
     * @param at when it begins, in milliseconds from the start of the plan
     * @param choice decides which of several possible targets it meets
     */
    record Step(long at, FaultKind kind, int choice, long lengthMillis) {

        int choose(int count) {
            return Math.floorMod(choice, count);
        }
    }

    /**
     * Plans faults.
     *
     * @param bells when waiting rooms open, in milliseconds from the start: near each of them, orders-service and its database are killed,
     *     and in the time before nothing that ends all services
     * @param only the words of the kinds that are wanted; empty for all
     * @param possible whether a kind can be made on this machine
     */
    static FaultPlan of(long seed, Duration time, List<Long> bells, Set<String> only, Predicate<FaultKind> possible) {
        Random random = new Random(seed);
        Predicate<FaultKind> wanted = kind -> (only.isEmpty() || only.contains(kind.word())) && possible.test(kind);
        List<Step> steps = new ArrayList<>();
        plan(random, time, wanted.and(FaultKind::isQuick), QUICK_GAP_MILLIS, steps);
        plan(random, time, wanted.and(kind -> !kind.isQuick()), LASTING_GAP_MILLIS, steps);
        if (wanted.test(FaultKind.KILL_BOTH)) {
            steps.removeIf(step -> step.kind().endsServices() && bells.stream().anyMatch(bell -> isBefore(bell, step)));
        }
        // Chosen after all others, so that these stay the same whenever a room opens.
        bells.stream().filter(bell -> bell < time.toMillis()).forEach(bell -> planNear(bell, random, wanted, steps));
        steps.sort(Comparator.comparingLong(Step::at));
        return new FaultPlan(steps);
    }

    private static boolean isBefore(long bell, Step step) {
        return step.at() > bell - STARTING_MILLIS && step.at() < bell + AFTER_BELL_MILLIS;
    }

    private static void plan(Random random, Duration time, Predicate<FaultKind> wanted, int meanGap, List<Step> steps) {
        List<FaultKind> urn = new ArrayList<>();
        for (FaultKind kind : FaultKind.values()) {
            for (int i = 0; wanted.test(kind) && i < kind.weight; i++) {
                urn.add(kind);
            }
        }
        if (urn.isEmpty()) {
            return;
        }
        long at = random.nextInt(meanGap);
        while (at < time.toMillis()) {
            FaultKind kind = urn.get(random.nextInt(urn.size()));
            Step step = new Step(at, kind, random.nextInt(), length(random, kind.length));
            steps.add(step);
            // The gaps are short or long by chance, as those of real faults are.
            at += step.lengthMillis() + (long) (meanGap * -Math.log(1 - random.nextDouble()));
        }
    }

    private static void planNear(long bell, Random random, Predicate<FaultKind> wanted, List<Step> steps) {
        int orders = SystemUnderTest.SERVICES.indexOf(SystemUnderTest.ORDERS);
        Step both = new Step(
                Math.max(0, bell + random.nextInt(-BEFORE_BELL_MILLIS, AFTER_BELL_MILLIS)),
                FaultKind.KILL_BOTH,
                orders,
                0);
        Step database = new Step(
                Math.max(0, bell + random.nextInt(-DATABASE_NEAR_BELL_MILLIS, 2 * DATABASE_NEAR_BELL_MILLIS)),
                FaultKind.KILL_DATABASE,
                random.nextInt(),
                length(random, FaultKind.KILL_DATABASE.length));
        Stream.of(both, database).filter(step -> wanted.test(step.kind())).forEach(steps::add);
    }

    /** Mostly near the lower end. */
    private static long length(Random random, FaultKind.Length length) {
        double share = Math.pow(random.nextDouble(), 5);
        return length.leastMillis + (long) (share * (length.mostMillis - length.leastMillis));
    }
}
