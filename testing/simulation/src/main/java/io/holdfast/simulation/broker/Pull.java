package io.holdfast.simulation.broker;

import io.holdfast.simulation.machine.Machine;
import io.nats.client.Message;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A request for messages: it waits for as many as it may get until its time is over. */
final class Pull implements Iterator<Message> {

    /** Pulls without a message would take most of a run. */
    private static final int LONGER = 4;

    private final SimulatedLink link;
    private final String stream;
    private final String consumer;
    private final Machine machine;
    private final long end;
    private int room;
    private @Nullable Message next;

    Pull(SimulatedLink link, String stream, String consumer, int room, Duration patience) {
        this.link = link;
        this.stream = stream;
        this.consumer = consumer;
        this.machine = link.machine();
        this.room = room;
        this.end = machine.nanoTime() + patience.multipliedBy(LONGER).toNanos();
    }

    @Override
    public boolean hasNext() {
        while (next == null && room > 0) {
            SimulatedConsumer from = find();
            SimulatedConsumer.Attempt delivery = from == null ? null : from.poll();
            if (from != null && delivery != null) {
                room--;
                next = new DeliveredMessage(link, stream, from, delivery);
                machine.pause(link.faults().latency());
            } else if (machine.nanoTime() >= end
                    || from == null
                    || Thread.currentThread().isInterrupted()) {
                return false;
            } else {
                await(from);
            }
        }
        return next != null;
    }

    /** Null where the broker or the consumer is gone. */
    private @Nullable SimulatedConsumer find() {
        SimulatedStream found = link.isConnected() ? link.broker().find(stream) : null;
        return found == null ? null : found.consumers().get(consumer);
    }

    private void await(SimulatedConsumer from) {
        Thread thread = Thread.currentThread();
        from.await(thread);
        Machine.Due over = machine.after(Duration.ofNanos(end - machine.nanoTime()), () -> LockSupport.unpark(thread));
        try {
            LockSupport.park(this);
        } finally {
            over.cancel();
            from.leave(thread);
        }
    }

    @Override
    public Message next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Message message = next;
        next = null;
        return message;
    }
}
