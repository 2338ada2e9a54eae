package io.holdfast.orders.inventory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
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
        private int steps;
        private Step step = new Step();

        private Actor(Runnable work) {
            this.work = work;
        }
    }

    /** What a step read and wrote. */
    private static final class Step {

        private final Set<String> read = new HashSet<>();
        private final Set<String> written = new HashSet<>();

        /** Whether it began or ended with a pause, which any step of another actor ends. */
        private boolean pause;

        /** Whether one of the two might go differently, or be possible at another time, if the other one came first. */
        private boolean concerns(Step other) {
            return pause
                    || other.pause
                    || overlap(written, other.written)
                    || overlap(written, other.read)
                    || overlap(read, other.written);
        }

        private static boolean overlap(Set<String> some, Set<String> others) {
            return !Collections.disjoint(some, others);
        }
    }

    /** Decides which actor takes the next step. */
    private interface Choices {

        /** Returns one of these numbers of actors, or -1 to end them all. */
        int next(List<Integer> actors);

        default void made(Step step) {}
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

    /** Called by an actor that reads what other actors write. */
    void reads(String what) {
        Actor actor = current.get();
        if (actor != null) {
            actor.step.read.add(what);
        }
    }

    /** Called by an actor that writes what other actors read or write. */
    void writes(String what) {
        Actor actor = current.get();
        if (actor != null) {
            actor.step.written.add(what);
        }
    }

    private void handOver(boolean pausing) {
        Actor actor = current.get();
        if (actor == null) {
            return; // set-up and inspection
        }
        if (actor.killed) {
            throw new Killed();
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
        run(actors -> actors.get(actors.size() == 1 ? 0 : choice.applyAsInt(actors.size())), actor -> steps == killAt);
    }

    /**
     * Runs all actors in the present order of these.
     *
     * @return false if that comes to the same as an earlier one; then they were ended somewhere on the way
     */
    boolean run(Interleavings interleavings) {
        return run(interleavings, actor -> false);
    }

    /**
     * The same, while one of the actors is killed.
     *
     * @param killAt at which of its own steps
     */
    boolean run(Interleavings interleavings, int actor, int killAt) {
        return run(interleavings, next -> next == actors.get(actor) && next.steps == killAt);
    }

    /** Whether an actor came to the step at which it was to be killed. */
    boolean hasKilled() {
        return actors.stream().anyMatch(actor -> actor.killed);
    }

    private boolean run(Choices choices, Predicate<Actor> kills) {
        // A virtual thread like its actors: on one carrier thread (orders-service's pom) handing over needs no system
        // call.
        AtomicBoolean whole = new AtomicBoolean();
        Thread director = Thread.ofVirtual().start(() -> {
            try {
                whole.set(direct(choices, kills));
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        });
        try {
            director.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
        if (failure != null) {
            throw new AssertionError("an actor failed, or the director", failure);
        }
        return whole.get();
    }

    /** Returns whether all actors came to their end. */
    private boolean direct(Choices choices, Predicate<Actor> kills) {
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
                return true;
            }
            List<Actor> ready = alive.stream().filter(actor -> !actor.pausing).toList();
            List<Actor> candidates = ready.isEmpty() ? alive : ready;
            int chosen = choices.next(candidates.stream().map(actors::indexOf).toList());
            if (chosen < 0) {
                alive.forEach(this::kill);
                return false;
            }
            Actor next = actors.get(chosen);
            Step step = new Step();
            step.pause = next.pausing;
            next.step = step;
            next.killed = kills.test(next);
            next.steps++;
            steps++;
            next.pausing = false;
            next.go.release();
            back.acquireUninterruptibly();
            step.pause |= next.pausing;
            choices.made(step);
            actors.stream().filter(actor -> actor != next).forEach(actor -> actor.pausing = false);
        }
    }

    private void kill(Actor actor) {
        actor.killed = true;
        actor.go.release();
        back.acquireUninterruptibly();
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

    /**
     * The orders of steps that may differ in what comes of them, one after another: depth first. Of those that differ only in the order of
     * steps that do not concern each other there is one. An actor whose step was tried first somewhere need not be chosen later on that way
     * until a step was made that concerns it ("sleep sets", Godefroid 1996).
     */
    static final class Interleavings implements Choices {

        private record Tried(int actor, Step step) {}

        private static final class Node {

            private final List<Integer> actors;
            private final List<Tried> tried;
            private int chosen;
            private Step step = new Step();

            private Node(List<Integer> actors, List<Tried> asleep) {
                this.actors = actors;
                this.tried = new ArrayList<>(asleep);
            }

            /** Chooses an actor that is not tried; false if all are. */
            private boolean choose() {
                for (int actor : actors) {
                    if (tried.stream().noneMatch(one -> one.actor() == actor)) {
                        chosen = actor;
                        return true;
                    }
                }
                return false;
            }

            private List<Tried> stillTried() {
                return tried.stream().filter(one -> !one.step().concerns(step)).toList();
            }
        }

        private final List<Node> path = new ArrayList<>();
        private int depth;

        @Override
        public int next(List<Integer> actors) {
            if (depth == path.size()) {
                Node next =
                        new Node(actors, depth == 0 ? List.of() : path.getLast().stillTried());
                if (!next.choose()) {
                    return -1;
                }
                path.add(next);
            }
            Node node = path.get(depth++);
            if (!node.actors.equals(actors)) {
                throw new AssertionError(
                        "The same steps led elsewhere: of actors %s, %s can go on now".formatted(node.actors, actors));
            }
            return node.chosen;
        }

        @Override
        public void made(Step step) {
            path.get(depth - 1).step = step;
        }

        /** Goes on to the next order; false when all have been. */
        boolean next() {
            depth = 0;
            while (!path.isEmpty()) {
                Node last = path.getLast();
                last.tried.add(new Tried(last.chosen, last.step));
                if (last.choose()) {
                    return true;
                }
                path.removeLast();
            }
            return false;
        }
    }
}
