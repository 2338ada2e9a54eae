package io.holdfast.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Makes one call for what many threads ask at a time: what is asked while a call is under way is asked by the next call, which starts at
 * once. Nothing is held back to make a call larger.
 */
final class GroupedCalls<Q, A> {

    private static final int MAX_GROUP = 256;

    private record Waiting<Q, A>(Q question, CompletableFuture<A> answer) {}

    private final String name;
    private final Function<List<Q>, List<A>> call;
    private final Queue<Waiting<Q, A>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * @param name of the threads
     * @param call answers each of some questions, in their order; no two calls are under way at once
     */
    GroupedCalls(String name, Function<List<Q>, List<A>> call) {
        this.name = name;
        this.call = call;
    }

    /** The answer. What the call throws is thrown to all who asked together, though one of the others may be its cause. */
    A ask(Q question) {
        Waiting<Q, A> mine = new Waiting<>(question, new CompletableFuture<>());
        waiting.add(mine);
        if (running.compareAndSet(false, true)) {
            Thread.ofVirtual().name(name).start(this::run);
        }
        try {
            return mine.answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void run() {
        do {
            try {
                while (!waiting.isEmpty()) {
                    answerNext();
                }
            } finally {
                running.set(false);
            }
        } while (!waiting.isEmpty() && running.compareAndSet(false, true));
    }

    private void answerNext() {
        List<Waiting<Q, A>> group = new ArrayList<>();
        for (Waiting<Q, A> next = waiting.poll();
                next != null;
                next = group.size() < MAX_GROUP ? waiting.poll() : null) {
            group.add(next);
        }
        try {
            List<A> answers = call.apply(group.stream().map(Waiting::question).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).answer.complete(answers.get(i));
            }
        } catch (Throwable e) {
            group.forEach(each -> each.answer.completeExceptionally(e));
        }
    }
}
