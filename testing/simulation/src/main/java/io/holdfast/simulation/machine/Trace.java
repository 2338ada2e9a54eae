package io.holdfast.simulation.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** What happened in a run: a number that differs when anything differs, and, where that is wanted, the lines of its story. */
public final class Trace {

    private final boolean kept;
    private final List<String> lines = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private long sum = 17;

    private Trace(boolean kept) {
        this.kept = kept;
    }

    /** Only the number. */
    public static Trace summed() {
        return new Trace(false);
    }

    /** The lines, too. */
    public static Trace kept() {
        return new Trace(true);
    }

    public boolean isKept() {
        return kept;
    }

    void step(long now, SimulatedProcess process, int others) {
        sum = sum * 31 + now;
        sum = sum * 31 + others;
        sum = sum * 31 + process.name().hashCode();
    }

    /** Adds a line. */
    public void say(Machine machine, Supplier<String> what) {
        if (kept) {
            lines.add("%10.3f %-12s %s".formatted(machine.nanoTime() / 1e9, machine.process(), what.get()));
        }
    }

    /** Adds something to the number. */
    public void count(long value) {
        sum = sum * 31 + value;
    }

    /** A thread ended with what it should have caught. */
    void failed(String where, Throwable error) {
        failures.add(where + " ended: " + error);
    }

    /** Threads that ended with an error; empty if there are none. */
    public List<String> failures() {
        return Collections.unmodifiableList(failures);
    }

    /** The lines so far; empty unless they are kept. */
    public List<String> lines() {
        return Collections.unmodifiableList(lines);
    }

    /** The same for runs in which the same was done at the same times. */
    public long sum() {
        return sum;
    }

    /** A moment in a story. */
    public static String at(Duration since) {
        return "%.3f s".formatted(since.toNanos() / 1e9);
    }
}
