package io.holdfast.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A seed does the same, byte for byte, in every JVM, whatever ran in it before and whatever else the processor does. */
class SameStepsIT {

    private static final int FIRST = 301;
    private static final int SEEDS = 12;

    /** Objects have other hash codes in each of these JVMs: in the order of their creation, and at random. */
    private static final List<String> HASH_CODES = List.of("-XX:hashCode=3", "-XX:hashCode=0", "-XX:hashCode=0");

    private static final int BUSY_LOOPS = 2;

    /**
     * What a loop does at a time, before it rests for nine times as long: a thread that wakes interrupts the steps on a busy processor, more often
     * than one that never rests, and leaves it to other tests in between.
     */
    private static final Duration BURST = Duration.ofMillis(1);

    @Test
    void theSameSeedsHaveTheSameStoriesInEveryJvmBesideLoad() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        for (int loop = 0; loop < BUSY_LOOPS; loop++) {
            Thread.ofPlatform().daemon().start(() -> {
                while (!over.get()) {
                    burst();
                }
            });
        }
        List<Process> workers = new ArrayList<>();
        try {
            for (String hashCodes : HASH_CODES) {
                workers.add(start(hashCodes));
            }
            List<List<String>> outcomes = new ArrayList<>();
            for (Process worker : workers) {
                outcomes.add(lines(worker));
            }

            assertThat(outcomes.getFirst()).hasSize(SEEDS).allMatch(line -> line.contains("orders-1 is ready"));
            assertThat(outcomes.get(1)).isEqualTo(outcomes.getFirst());
            assertThat(outcomes.get(2)).isEqualTo(outcomes.getFirst());
        } finally {
            over.set(true);
            workers.forEach(Process::destroyForcibly);
        }
    }

    private static void burst() {
        long began = System.nanoTime();
        while (System.nanoTime() - began < BURST.toNanos()) {
            Thread.onSpinWait();
        }
        LockSupport.parkNanos(BURST.multipliedBy(9).toNanos());
    }

    private static Process start(String hashCodes) throws IOException {
        List<String> command =
                new ArrayList<>(Worker.command(new Worker.Task(FIRST, 1, FIRST + SEEDS, Integer.MAX_VALUE, true)));
        command.addAll(1, List.of("-XX:+UnlockExperimentalVMOptions", hashCodes));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<String> lines(Process worker) throws IOException {
        return worker.inputReader(StandardCharsets.UTF_8).readAllLines();
    }
}
