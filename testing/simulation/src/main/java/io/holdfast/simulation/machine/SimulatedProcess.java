package io.holdfast.simulation.machine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.Executor;

/** A process on the {@link Machine}: it has threads and a clock, and loses them all when it crashes. */
public final class SimulatedProcess {

    /** The JDK has a constructor for its own tests that takes the scheduler of the threads. */
    private static final MethodHandle BUILDER = builder();

    private final Machine machine;
    private final String name;
    private Duration clockAhead;
    private final Executor scheduler;
    private boolean running = true;
    private boolean frozen;

    SimulatedProcess(Machine machine, String name, Duration clockAhead) {
        this.machine = machine;
        this.name = name;
        this.clockAhead = clockAhead;
        this.scheduler = task -> machine.ready(this, task);
    }

    private static MethodHandle builder() {
        try {
            Class<?> type = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
            Constructor<?> constructor = type.getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflectConstructor(constructor)
                    .asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalStateException("Simulating needs --add-opens java.base/java.lang=ALL-UNNAMED", e);
        }
    }

    public String name() {
        return name;
    }

    public boolean isRunning() {
        return running;
    }

    /** Ends it between two steps: none of its threads goes on. */
    public void crash() {
        running = false;
    }

    /** Whether none of its threads goes on for now. */
    boolean isFrozen() {
        return frozen;
    }

    /** Lets none of its threads go on for a while, as when its machine is paused. Its clock goes on. */
    public void freeze(Duration length) {
        if (!frozen) {
            frozen = true;
            machine.after(length, machine.outside(), this::thaw);
        }
    }

    /** Lets its threads go on again, if they do not. */
    public void thaw() {
        if (frozen) {
            frozen = false;
            machine.thawed(this);
        }
    }

    /** Starts a thread of this process. */
    public Thread start(String threadName, Runnable work) {
        return threads().name(threadName).start(work);
    }

    /** Has something done after a while, unless the process crashes before. */
    public Machine.Due after(Duration pause, Runnable action) {
        return machine.after(pause, this, action);
    }

    Thread.Builder.OfVirtual threads() {
        try {
            return ((Thread.Builder.OfVirtual) BUILDER.invokeExact(scheduler))
                    .uncaughtExceptionHandler(
                            (thread, error) -> machine.trace().failed(name + " " + thread.getName(), error));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on its clock shows the true time. */
    public void setClockRight() {
        clockAhead = Duration.ZERO;
    }

    /** The time as this process knows it. */
    public Instant time() {
        return machine.time().plus(clockAhead);
    }

    /** The clock of this process, in UTC. */
    public Clock clock() {
        return new ProcessClock();
    }

    @Override
    public String toString() {
        return name;
    }

    private final class ProcessClock extends Clock {

        @Override
        public Instant instant() {
            return time();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("Simulated clocks show UTC");
        }
    }
}
