package io.holdfast.simulation.machine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs the threads of all simulated processes on one thread. Of those that can go on, the seed decides which one does, until it waits for
 * something; when none can, time jumps to the next moment for which something is due. So the same seed does the same again, step by step.
 *
 * <p>One at a time in each JVM, because what machines share (the JDK and libraries) has locks; used by the thread that made it, which
 * {@linkplain #run runs} it, and by the threads it runs.
 */
public final class Machine {

    private static final Instant BEGINNING = Instant.parse("2026-11-28T12:00:00Z");

    /** A machine that never waits is at fault. */
    private static final int MOST_STEPS = 2_000_000;

    /** Of real time: threads of the JVM have a monitor for microseconds, but need not get the processor. */
    private static final Duration LONGEST_IN_MONITOR = Duration.ofSeconds(30);

    private static final int FRAMES_SHOWN = 24;

    private static @Nullable Machine running;

    private final long seed;
    private Random random;
    private final Trace trace;
    private final Thread carrier = Thread.currentThread();
    private final List<Ready> ready = new ArrayList<>();
    private final BlockingQueue<Runnable> fromOutside = new LinkedBlockingQueue<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final List<Ready> frozen = new ArrayList<>();
    private final List<Due> frozenDue = new ArrayList<>();
    private final SimulatedProcess outside;
    private Duration longestInMonitor = LONGEST_IN_MONITOR;
    private SimulatedProcess current;
    private long now;
    private long scheduled;
    private int steps;

    private record Ready(SimulatedProcess process, Runnable task) {}

    /** Something that is done at a moment to come, unless it is cancelled before. */
    public static final class Due implements Comparable<Due> {

        private final long at;
        private final long order;
        private final SimulatedProcess process;
        private final Runnable action;
        private boolean cancelled;
        private boolean done;

        private Due(long at, long order, SimulatedProcess process, Runnable action) {
            this.at = at;
            this.order = order;
            this.process = process;
            this.action = action;
        }

        public void cancel() {
            cancelled = true;
        }

        boolean isDone() {
            return done;
        }

        @Override
        public int compareTo(Due other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }

    /** @param trace where what happens is written down */
    public Machine(long seed, Trace trace) {
        this.seed = seed;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.trace = trace;
        this.outside = new SimulatedProcess(this, "outside", Duration.ZERO);
        this.current = outside;
        running = this;
    }

    /** The machine that runs now. */
    public static Machine current() {
        if (running == null) {
            throw new IllegalStateException("Nothing is being simulated");
        }
        return running;
    }

    static @Nullable Machine find() {
        return running;
    }

    public long seed() {
        return seed;
    }

    /** From now on other things are drawn than the seed has. */
    public void drawAnew(int schedule) {
        random = new Random((seed * 0x9E3779B97F4A7C15L) ^ (schedule * 0xD1B54A32D192ED03L));
    }

    /** The randomness of everything that happens on this machine. */
    public Random random() {
        return random;
    }

    public Trace trace() {
        return trace;
    }

    /** How often a thread was let go on, or something that was due was done. */
    public int steps() {
        return steps;
    }

    /** Nanoseconds since the beginning. */
    public long nanoTime() {
        return now;
    }

    /** The true time; the clocks of processes may be wrong. */
    public Instant time() {
        return BEGINNING.plusNanos(now);
    }

    /** The process whose thread is running. */
    public SimulatedProcess process() {
        return current;
    }

    /** A process on this machine. */
    public SimulatedProcess process(String name, Duration clockAhead) {
        return new SimulatedProcess(this, name, clockAhead);
    }

    /** The one that everything belongs to that is no part of what is tested. */
    public SimulatedProcess outside() {
        return outside;
    }

    /** Whether the seed lets this happen, in {@code share} of all cases. */
    public boolean chance(double share) {
        return share > 0 && random.nextDouble() < share;
    }

    /** A number from {@code least} to {@code most}. */
    public int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    /** One of these. */
    public <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** Has something done by the current process after a while; not if the process crashes before. */
    public Due after(Duration pause, Runnable action) {
        return after(pause.toNanos(), current, action);
    }

    /** Has something done by a process after a while; not if it crashes before. */
    public Due after(Duration pause, SimulatedProcess process, Runnable action) {
        return after(pause.toNanos(), process, action);
    }

    Due after(long nanos, SimulatedProcess process, Runnable action) {
        Due next = new Due(now + Math.max(0, nanos), scheduled++, process, action);
        due.add(next);
        return next;
    }

    /** Lets the current thread wait. */
    public void sleep(Duration pause) throws InterruptedException {
        sleep(pause.toNanos());
    }

    void sleep(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Thread sleeping = Thread.currentThread();
        Due end = after(nanos, current, () -> LockSupport.unpark(sleeping));
        while (!end.done) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                end.cancel();
                throw new InterruptedException();
            }
        }
    }

    /** Lets the current thread wait, whether it is interrupted or not. */
    public void pause(long nanos) {
        Thread pausing = Thread.currentThread();
        Due end = after(nanos, current, () -> LockSupport.unpark(pausing));
        boolean interrupted = false;
        while (!end.done) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            pausing.interrupt();
        }
    }

    /** Fails a future if it is not completed by then. */
    void timeOut(CompletableFuture<?> future, long nanos) {
        SimulatedProcess process = current;
        // On a thread: what depends on the future may wait for something else.
        Due end = after(
                nanos,
                process,
                () -> process.start("timeout", () -> future.completeExceptionally(new TimeoutException())));
        CompletableFuture<?> _ = future.whenComplete((value, error) -> end.cancel());
    }

    /** A thread can go on. Where another one than this machine's says so, it is left to {@link #goOn} or found by {@link #draw}. */
    void ready(SimulatedProcess process, Runnable task) {
        Thread by = Thread.currentThread();
        if (by == carrier || by.isVirtual()) {
            ready.add(new Ready(process, task));
        } else {
            fromOutside.add(task);
        }
    }

    /** One of those that can go on; null if none can. */
    private @Nullable Ready draw() {
        Runnable unexpected = fromOutside.peek();
        if (unexpected != null) {
            throw new IllegalStateException("A thread outside of the simulation let this one go on: "
                    + described(Continuations.thread(unexpected)));
        }
        if (ready.isEmpty()) {
            return null;
        }
        int chosen = random.nextInt(ready.size());
        Ready last = ready.removeLast();
        return chosen == ready.size() ? last : ready.set(chosen, last);
    }

    /**
     * Lets a thread go on until it waits for something. A monitor is not such a thing: the JDK lets a thread that waited for one go on from
     * another thread, at no certain moment. A thread of the JVM may have the monitor for a moment; nothing else is done until this one has
     * it. One of the machine's own that has it while it waits would make runs of a seed differ, and ends this one.
     */
    private void goOn(Ready next) {
        runAs(next.process, next.task);
        Thread thread = Continuations.thread(next.task);
        while (Continuations.isBlocked(thread)) {
            awaitMonitor(thread, next.task);
            runAs(next.process, next.task);
        }
        if (Continuations.isInWait(thread)) {
            throw new IllegalStateException("There is nothing for Object.wait here: " + described(thread));
        }
    }

    /** Sets after how long, of real time, a run ends in which a thread still waits for a monitor. */
    void endAfterInMonitor(Duration patience) {
        longestInMonitor = patience;
    }

    private void awaitMonitor(Thread thread, Runnable task) {
        if (!ready.isEmpty() && task.equals(ready.getLast().task)) {
            // It had the monitor before it had stopped.
            ready.removeLast();
            return;
        }
        try {
            Runnable released = fromOutside.poll(longestInMonitor.toNanos(), TimeUnit.NANOSECONDS);
            if (!task.equals(released)) {
                throw new IllegalStateException(
                        "It waits for a monitor that a waiting thread has: " + described(thread));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private static String described(Thread thread) {
        return thread.getName()
                + Arrays.stream(thread.getStackTrace())
                        .limit(FRAMES_SHOWN)
                        .map(frame -> "\n    at " + frame)
                        .collect(Collectors.joining());
    }

    /** Goes on until {@code end}, or until nothing is left to do. */
    public void run(BooleanSupplier end) {
        while (!end.getAsBoolean()) {
            if (steps++ > MOST_STEPS) {
                throw new IllegalStateException("It does not come to an end");
            }
            Ready next = draw();
            if (next != null) {
                if (next.process.isFrozen()) {
                    frozen.add(next);
                } else if (next.process.isRunning()) {
                    trace.step(now, next.process, ready.size());
                    goOn(next);
                }
            } else if (!runNextDue()) {
                return;
            }
        }
    }

    /** Goes on for a while. */
    public void run(Duration length) {
        long end = now + length.toNanos();
        run(() -> ready.isEmpty() && (due.isEmpty() || due.peek().at > end));
        now = Math.max(now, end);
    }

    private boolean runNextDue() {
        Due next = due.poll();
        if (next == null) {
            return false;
        }
        if (next.process.isFrozen()) {
            frozenDue.add(next);
        } else if (!next.cancelled && next.process.isRunning()) {
            now = Math.max(now, next.at);
            next.done = true;
            runAs(next.process, next.action);
        }
        return true;
    }

    /** What waited because a process was frozen goes on. */
    void thawed(SimulatedProcess process) {
        frozen.stream().filter(waiting -> waiting.process.equals(process)).forEach(ready::add);
        frozen.removeIf(waiting -> waiting.process.equals(process));
        frozenDue.stream().filter(waiting -> waiting.process.equals(process)).forEach(due::add);
        frozenDue.removeIf(waiting -> waiting.process.equals(process));
    }

    private void runAs(SimulatedProcess process, Runnable task) {
        current = process;
        try {
            task.run();
        } finally {
            current = outside;
        }
    }
}
