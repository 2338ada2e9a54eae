package io.holdfast.messaging;

import io.nats.client.Message;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages to a handler on virtual threads: those of one aggregate one after the other, in the order they were added, those of
 * different aggregates concurrently.
 */
final class AggregateQueues {
    private static final Logger log = LoggerFactory.getLogger(AggregateQueues.class);

    private final String name;
    private final int capacity;
    private final Consumer<Message> handler;
    private final Semaphore permits;

    /** By aggregate; a queue exists while its thread runs. */
    private final Map<String, Deque<Message>> queues = new HashMap<>();

    /** @param capacity how many messages may be queued and handled at once */
    AggregateQueues(String name, int capacity, Consumer<Message> handler) {
        this.name = name;
        this.capacity = capacity;
        this.handler = handler;
        this.permits = new Semaphore(capacity);
    }

    /** How many messages could be added now. */
    int room() {
        return permits.availablePermits();
    }

    /**
     * Adds a message to its aggregate's queue.
     *
     * @param patience how long to wait for room
     * @return false if there was no room
     */
    boolean add(Message message, Duration patience) throws InterruptedException {
        if (!permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        String aggregate = aggregate(message);
        synchronized (queues) {
            Deque<Message> queue = queues.get(aggregate);
            if (queue == null) {
                queue = new ArrayDeque<>(2);
                queues.put(aggregate, queue);
                Thread.ofVirtual().name(name + "-" + aggregate).start(() -> handleAll(aggregate));
            }
            queue.add(message);
        }
        return true;
    }

    /** Waits until all messages have been handled, but not longer than {@code patience}. */
    void awaitEmpty(Duration patience) throws InterruptedException {
        if (permits.tryAcquire(capacity, patience.toMillis(), TimeUnit.MILLISECONDS)) {
            permits.release(capacity);
        }
    }

    private void handleAll(String aggregate) {
        while (true) {
            Message message;
            synchronized (queues) {
                Deque<Message> queue = queues.get(aggregate);
                message = queue == null ? null : queue.poll();
                if (message == null) {
                    queues.remove(aggregate);
                    return;
                }
            }
            try {
                handler.accept(message);
            } catch (Throwable e) {
                log.error("Handling {} broke off", message.getSubject(), e);
            } finally {
                permits.release();
            }
        }
    }

    /** The third token of a subject is the aggregate's id. */
    private static String aggregate(Message message) {
        String[] tokens = message.getSubject().split("\\.", 3);
        return tokens.length == 3 ? tokens[2] : message.getSubject();
    }
}
