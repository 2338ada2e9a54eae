package io.holdfast.simulation.broker;

import io.holdfast.simulation.machine.Machine;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A consumer of a stream: what it has delivered, and what of that was acknowledged. */
final class SimulatedConsumer {

    /** How far a message may overtake others. */
    private static final int OVERTAKEN = 4;

    private static final class Pending {
        private int deliveries;
        private long dueAt;
    }

    /** A message to deliver, for the {@code deliveries}-th time. */
    record Attempt(StoredMessage message, int deliveries) {}

    private final SimulatedStream stream;
    private final String name;
    private final Machine machine;
    private final BrokerFaults faults;
    private final boolean acknowledging;
    private final Duration wait;
    private final TreeMap<Long, Pending> pending = new TreeMap<>();
    private final Set<Long> overtaking = new HashSet<>();
    private final List<Thread> waiting = new ArrayList<>();
    private long next;

    SimulatedConsumer(
            SimulatedStream stream,
            String name,
            ConsumerConfiguration configuration,
            Machine machine,
            BrokerFaults faults) {
        this.stream = stream;
        this.name = name;
        this.machine = machine;
        this.faults = faults;
        this.acknowledging = configuration.getAckPolicy() == AckPolicy.Explicit;
        this.wait = Objects.requireNonNullElse(configuration.getAckWait(), Duration.ZERO);
        ZonedDateTime start = configuration.getStartTime();
        this.next = start == null ? 1 : startAt(start.toInstant());
    }

    private long startAt(Instant start) {
        return stream.messages().values().stream()
                .filter(message -> !message.at().isBefore(start))
                .mapToLong(StoredMessage::sequence)
                .findFirst()
                .orElse(stream.last() + 1);
    }

    String name() {
        return name;
    }

    /** The next message to deliver, redelivered ones first; null if there is none now. */
    @Nullable
    Attempt poll() {
        for (Map.Entry<Long, Pending> entry : pending.entrySet()) {
            if (entry.getValue().dueAt <= machine.nanoTime()) {
                StoredMessage message = stream.find(entry.getKey());
                if (message != null) {
                    return deliver(message);
                }
            }
        }
        StoredMessage fresh = nextFresh();
        return fresh == null ? null : deliver(fresh);
    }

    private @Nullable StoredMessage nextFresh() {
        while (next <= stream.last() && (overtaking.remove(next) || stream.find(next) == null)) {
            next++;
        }
        StoredMessage first = stream.find(next);
        if (first == null) {
            return null;
        }
        if (faults.overtakes()) {
            StoredMessage other = stream.find(next + machine.between(1, OVERTAKEN));
            if (other != null && mayOvertake(other) && overtaking.add(other.sequence())) {
                return other;
            }
        }
        next++;
        return first;
    }

    /** Messages on one subject stay in their order. */
    private boolean mayOvertake(StoredMessage message) {
        for (long before = next; before < message.sequence(); before++) {
            StoredMessage earlier = stream.find(before);
            if (earlier != null && earlier.subject().equals(message.subject())) {
                return false;
            }
        }
        return true;
    }

    private Attempt deliver(StoredMessage message) {
        if (!acknowledging) {
            return new Attempt(message, 1);
        }
        Pending delivered = pending.computeIfAbsent(message.sequence(), sequence -> new Pending());
        delivered.deliveries++;
        delay(message.sequence(), faults.isDeliveredTwice() ? soon() : wait);
        return new Attempt(message, delivered.deliveries);
    }

    /** At the same time, almost, or after a while in which the first may have been handled. */
    private Duration soon() {
        return machine.chance(0.5)
                ? Duration.ofNanos(machine.between(1, 5_000) * 1_000L)
                : Duration.ofMillis(machine.between(0, 500));
    }

    void acknowledge(long sequence) {
        pending.remove(sequence);
    }

    /** Has the message delivered again after a while, if it is not acknowledged before. */
    void delay(long sequence, Duration pause) {
        Pending delivered = pending.get(sequence);
        if (delivered != null) {
            delivered.dueAt = machine.nanoTime() + pause.toNanos();
            machine.outside().after(pause, this::wake);
        }
    }

    void delayed(long sequence) {
        delay(sequence, wait);
    }

    void cut(long sequence) {
        pending.tailMap(sequence, false).clear();
        overtaking.removeIf(delivered -> delivered > sequence);
        next = Math.min(next, sequence + 1);
    }

    /** How far everything is acknowledged. */
    long floor() {
        long first = pending.isEmpty() ? next - 1 : pending.firstKey() - 1;
        return Math.min(first, next - 1);
    }

    boolean isCaughtUp() {
        return pending.isEmpty() && next > stream.last();
    }

    void await(Thread thread) {
        waiting.add(thread);
    }

    void leave(Thread thread) {
        waiting.remove(thread);
    }

    /** Lets those look again who wait for messages. */
    void wake() {
        if (!waiting.isEmpty()) {
            LockSupport.unpark(machine.oneOf(waiting));
        }
    }
}
