package io.holdfast.orders.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs several actors, each a thread, one step at a time, in an order that the caller chooses. An actor that pauses waits until another
 * one has made a step.
 */
final class Schedule {

    private static final class Actor {

        private final Semaphore go = new Semaphore(0);
        private final Runnable work;
        private boolean done;
        private boolean killed;
        private boolean pausing;

        private Actor(Runnable work) {
            this.work = work;
        }
    }

    /** Ends an actor at its present step, as kill -9 would. */
    static final class Killed extends Error {

        private static final long serialVersionUID = 1L;
    }

    private final List<Actor> actors = new ArrayList<>();
    private final ThreadLocal<Actor> current = new ThreadLocal<>();
    private final Semaphore back = new Semaphore(0);
    private int steps;
    private volatile @Nullable Throwable failure;

    void actor(Runnable work) {
        actors.add(new Actor(work));
    }

    int steps() {
        return steps;
    }

    /** Called by an actor before it does anything that other actors can see. */
    void step() {
        handOver(false);
    }

    /** Called by an actor that waits for others. */
    void pause() {
        handOver(true);
    }

    private void handOver(boolean pausing) {
        Actor actor = current.get();
        if (actor == null) {
            return; // set-up and inspection
        }
        actor.pausing = pausing;
        back.release();
        actor.go.acquireUninterruptibly();
        if (actor.killed) {
            throw new Killed();
        }
    }

    /**
     * Runs all actors to their end.
     *
     * @param choice which of so many actors takes the next step
     */
    void run(IntUnaryOperator choice) {
        run(choice, -1);
    }

    /** @param killAt the step at which the chosen actor is killed instead; negative for none */
    void run(IntUnaryOperator choice, int killAt) {
        // A virtual thread like its actors: on one carrier thread (orders-service's pom) handing over needs no system
        // call.
        Thread director = Thread.ofVirtual().start(() -> direct(choice, killAt));
        try {
            director.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
        if (failure != null) {
            throw new AssertionError("an actor failed", failure);
        }
    }

    private void direct(IntUnaryOperator choice, int killAt) {
        actors.forEach(actor -> Thread.ofVirtual().start(() -> {
            current.set(actor);
            actor.go.acquireUninterruptibly();
            try {
                actor.work.run();
            } catch (Killed e) {
                // as was asked
            } catch (RuntimeException | Error e) {
                failure = e;
            } finally {
                actor.done = true;
                back.release();
            }
        }));
        while (true) {
            List<Actor> alive = actors.stream().filter(actor -> !actor.done).toList();
            if (failure != null || alive.isEmpty()) {
                return;
            }
            List<Actor> ready = alive.stream().filter(actor -> !actor.pausing).toList();
            List<Actor> candidates = ready.isEmpty() ? alive : ready;
            Actor next = candidates.get(candidates.size() == 1 ? 0 : choice.applyAsInt(candidates.size()));
            next.killed = steps == killAt;
            steps++;
            next.go.release();
            back.acquireUninterruptibly();
            actors.stream().filter(actor -> actor != next).forEach(actor -> actor.pausing = false);
        }
    }

    /** Every sequence of choices there is, one after another: depth first. */
    static final class Exhaustive implements IntUnaryOperator {

        private final List<int[]> path = new ArrayList<>();
        private int depth;

        @Override
        public int applyAsInt(int choices) {
            if (depth == path.size()) {
                path.add(new int[] {0, choices});
            }
            return path.get(depth++)[0];
        }

        /** Goes on to the next sequence; false when all have been. */
        boolean next() {
            depth = 0;
            while (!path.isEmpty()) {
                int[] last = path.getLast();
                if (++last[0] < last[1]) {
                    return true;
                }
                path.removeLast();
            }
            return false;
        }
    }
}
