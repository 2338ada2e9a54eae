package io.holdfast.simulation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/** Runs many seeds in several JVMs, each of which has every so-manieth of them. */
final class Campaign {

    /**
     * @param from the first seed
     * @param count of seeds
     * @param seconds after which it ends before that
     * @param jobs how many JVMs run at a time
     * @param untilWrong whether it ends with the first seed with which something is wrong
     */
    record Plan(long from, long count, long seconds, int jobs, boolean untilWrong) {}

    private static final Duration REPORT_EVERY = Duration.ofSeconds(10);

    private final Plan plan;
    private final Consumer<Outcome> failed;
    private final List<Process> processes = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final long began = System.nanoTime();
    private long done;
    private long steps;
    private int wrong;
    private boolean broken;

    /** @param failed gets each outcome that is not well */
    Campaign(Plan plan, Consumer<Outcome> failed) {
        this.plan = plan;
        this.failed = failed;
    }

    /**
     * Runs all of it.
     *
     * @param progress is told every ten seconds how far it has come, and in the end
     */
    void run(Consumer<String> progress) throws IOException, InterruptedException {
        try {
            start();
            for (Thread reader : readers) {
                while (!reader.join(REPORT_EVERY)) {
                    progress.accept(progress());
                }
            }
            progress.accept(progress());
        } finally {
            processes.forEach(Process::destroy);
        }
    }

    private void start() throws IOException {
        for (int job = 0; job < plan.jobs(); job++) {
            Worker.Task task =
                    new Worker.Task(plan.from() + job, plan.jobs(), plan.from() + plan.count(), plan.seconds(), false);
            Process process = new ProcessBuilder(Worker.command(task))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            processes.add(process);
        }
        for (Process process : processes) {
            readers.add(Thread.ofPlatform().name("outcomes").start(() -> read(process)));
        }
    }

    private void read(Process process) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                add(JsonMapper.shared().readValue(line, Outcome.class));
            }
            int status = process.waitFor();
            synchronized (this) {
                broken |= status != 0 && !(plan.untilWrong() && wrong > 0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void add(Outcome outcome) {
        if (plan.untilWrong() && wrong > 0) {
            return;
        }
        done++;
        steps += outcome.steps();
        outcome.counts().forEach((what, often) -> counts.merge(what, often, Integer::sum));
        if (!outcome.isWell()) {
            wrong++;
            failed.accept(outcome);
            if (plan.untilWrong()) {
                processes.forEach(Process::destroy);
            }
        }
    }

    /** How far it has come, in words. */
    synchronized String progress() {
        double seconds = (System.nanoTime() - began) / 1e9;
        return "%d seeds from %d, %d of them wrong, %.1f a second, %d steps each"
                .formatted(done, plan.from(), wrong, done / seconds, steps / Math.max(1, done));
    }

    /** What happened how often. */
    synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    /** Whether no seed was wrong, and no JVM broke off. */
    synchronized boolean isWell() {
        return wrong == 0 && !broken;
    }
}
