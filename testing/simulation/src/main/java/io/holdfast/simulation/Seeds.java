package io.holdfast.simulation;

import io.holdfast.simulation.machine.SimulationLoader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Runs seeds, one after the other, on classes of its own. For several at once, a JVM for each: {@link Campaign}. */
public final class Seeds {

    private static final String SIMULATION = "io.holdfast.simulation.world.Simulation";

    /** Two machines in a JVM would wait for each other's locks in the JDK and in libraries, and would not repeat what they did. */
    private static final Lock ONE_AT_A_TIME = new ReentrantLock();

    private final Method run;

    public Seeds() {
        this(Seeds.class.getClassLoader());
    }

    /** @param classes where the classes of Holdfast are read */
    public Seeds(ClassLoader classes) {
        try {
            ClassLoader loader = new SimulationLoader(classes);
            run = loader.loadClass(SIMULATION)
                    .getMethod(
                            "run",
                            long.class,
                            boolean.class,
                            int.class,
                            Collection.class,
                            Collection.class,
                            boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a seed; the same one has the same outcome each time. */
    public Outcome run(long seed) {
        return run(Cut.nothing(seed), false, false);
    }

    /** Runs a seed, with its story. */
    public Outcome replay(long seed) {
        return replay(Cut.nothing(seed));
    }

    /** Runs what is left of a seed, with its story. */
    Outcome replay(Cut cut) {
        return run(cut, true, false);
    }

    /** Runs what is left of a seed until something is wrong; the story only if it is wanted. */
    public Outcome runUntilWrong(Cut cut, boolean story) {
        return run(cut, story, true);
    }

    private static Object part(Map<String, Object> outcome, String name) {
        return Objects.requireNonNull(outcome.get(name));
    }

    @SuppressWarnings("unchecked")
    private Outcome run(Cut cut, boolean story, boolean untilWrong) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(run.getDeclaringClass().getClassLoader());
        ONE_AT_A_TIME.lock();
        try {
            // Of the JDK's types only: classes with the same name are not the same in the two loaders.
            Map<String, Object> outcome = (Map<String, Object>)
                    run.invoke(null, cut.seed(), story, cut.schedule(), cut.without(), cut.faults(), untilWrong);
            return new Outcome(
                    cut.seed(),
                    (List<String>) part(outcome, "wrong"),
                    (List<String>) part(outcome, "story"),
                    (Long) part(outcome, "sum"),
                    (Integer) part(outcome, "steps"),
                    (Map<String, Integer>) part(outcome, "counts"),
                    (List<String>) part(outcome, "parts"),
                    (Integer) part(outcome, "faults"));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("Seed " + cut.seed(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } finally {
            ONE_AT_A_TIME.unlock();
            thread.setContextClassLoader(before);
        }
    }
}
