package io.holdfast.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One stream as far as it was read: which aggregate published which message, and how far each consumer has acknowledged. */
final class StreamLog {

    /**
     * A message.
     *
     * @param fact what happened, the second part of its subject: {@code placed}
     * @param version of the aggregate that published it
     * @param sequence its place in the stream
     */
    record Published(String fact, long version, long sequence) {}

    /**
     * A consumer.
     *
     * @param floor the sequence up to which it has acknowledged everything
     * @param caughtUp whether it has acknowledged everything there is for it
     */
    private record Consumer(long floor, boolean caughtUp) {}

    /**
     * The stream itself.
     *
     * @param first sequence of the oldest message it has
     * @param last sequence of the newest one it ever had
     * @param latestOnly whether it keeps only the newest messages of an aggregate
     */
    record State(Instant created, long first, Instant firstAt, long last, long messages, boolean latestOnly) {}

    private final Map<String, List<Published>> byAggregate = new HashMap<>();
    private final Map<String, Consumer> consumers = new HashMap<>();
    private State state;

    StreamLog(State state) {
        this.state = state;
    }

    State state() {
        return state;
    }

    void state(State now) {
        this.state = now;
    }

    /** Adds a message. Of a message that was published more than once only the first counts: the others repeat it. */
    void add(String aggregate, Published message) {
        List<Published> all = byAggregate.computeIfAbsent(aggregate, id -> new ArrayList<>(3));
        if (all.stream().noneMatch(earlier -> earlier.version() == message.version())) {
            all.add(message);
        }
    }

    void consumer(String name, long floor, boolean caughtUp) {
        consumers.put(name, new Consumer(floor, caughtUp));
    }

    Map<String, List<Published>> byAggregate() {
        return byAggregate;
    }

    /** The messages of an aggregate in the order of the stream; empty if there are none. */
    List<Published> published(String aggregate) {
        return byAggregate.getOrDefault(aggregate, List.of());
    }

    /** The one of these facts that an aggregate published with its highest version. */
    Optional<Published> newest(String aggregate, Collection<String> facts) {
        return published(aggregate).stream()
                .filter(message -> facts.contains(message.fact()))
                .reduce((a, b) -> a.version() > b.version() ? a : b);
    }

    /** Whether a consumer has acknowledged the message with this sequence. */
    boolean isAcknowledged(String consumer, long sequence) {
        Consumer known = consumers.get(consumer);
        return known != null && (known.caughtUp || known.floor >= sequence);
    }
}
