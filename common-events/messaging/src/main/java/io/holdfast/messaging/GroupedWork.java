package io.holdfast.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Does what many threads ask for together: what is asked for while a group is being done is done with the next one, which begins at once.
 * Groups are done one after the other, on a virtual thread that runs only while something is waiting.
 *
 * @param <T> what is asked for
 * @param <R> what comes of it
 */
public final class GroupedWork<T, R> {

    /** Does a group. */
    @FunctionalInterface
    public interface Work<T, R> {

        /**
         * @return one result for each, in their order
         * @throws Exception to have everything of the group fail with it
         */
        List<R> doAll(List<T> group) throws Exception;
    }

    private record Waiting<T, R>(T what, CompletableFuture<R> result) {}

    private final String name;
    private final int most;
    private final Work<T, R> work;
    private final Queue<Waiting<T, R>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * @param name of the thread
     * @param most how many are done together at most
     */
    public GroupedWork(String name, int most, Work<T, R> work) {
        this.name = name;
        this.most = most;
        this.work = work;
    }

    /** Has {@code what} done with a group. The future fails if the group does; another of the group may be the cause. */
    public CompletableFuture<R> add(T what) {
        CompletableFuture<R> result = new CompletableFuture<>();
        waiting.add(new Waiting<>(what, result));
        if (running.compareAndSet(false, true)) {
            Thread.ofVirtual().name(name).start(this::run);
        }
        return result;
    }

    private void run() {
        do {
            try {
                while (!waiting.isEmpty()) {
                    doNext();
                }
            } finally {
                running.set(false);
            }
        } while (!waiting.isEmpty() && running.compareAndSet(false, true));
    }

    private void doNext() {
        List<Waiting<T, R>> group = new ArrayList<>();
        for (Waiting<T, R> next = waiting.poll(); next != null; next = group.size() < most ? waiting.poll() : null) {
            group.add(next);
        }
        try {
            List<R> results = work.doAll(group.stream().map(Waiting::what).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).result.complete(results.get(i));
            }
        } catch (Throwable e) {
            group.forEach(each -> each.result.completeExceptionally(e));
        }
    }
}
