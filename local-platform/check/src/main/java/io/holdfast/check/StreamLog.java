package io.holdfast.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One stream as far as it was read: who said what at which place, and how far everybody has heard it. */
final class StreamLog {

    /**
     * A message.
     *
     * @param fact what was said, the second part of its subject: {@code placed}
     * @param version of the aggregate that said it
     */
    record Said(String fact, long version, long sequence) {}

    private record Consumer(long floor, boolean quiet) {}

    /**
     * The stream itself.
     *
     * @param first sequence of the oldest message it has
     * @param last sequence of the newest one it ever had
     * @param latestOnly whether it keeps only the newest messages of an aggregate
     */
    record State(
            Instant created,
            long first,
            Instant firstAt,
            long last,
            long messages,
            Duration maxAge,
            boolean latestOnly) {}

    private final Map<String, List<Said>> byAggregate = new HashMap<>();
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

    void add(String aggregate, Said said) {
        List<Said> all = byAggregate.computeIfAbsent(aggregate, id -> new ArrayList<>(3));
        // Said again it says the same; the first time is when everybody could have heard it.
        if (all.stream().noneMatch(earlier -> earlier.version() == said.version())) {
            all.add(said);
        }
    }

    void consumer(String name, long floor, boolean quiet) {
        consumers.put(name, new Consumer(floor, quiet));
    }

    Map<String, List<Said>> byAggregate() {
        return byAggregate;
    }

    List<Said> said(String aggregate) {
        return byAggregate.getOrDefault(aggregate, List.of());
    }

    /** The newest of these facts that an aggregate said. */
    Optional<Said> newest(String aggregate, Collection<String> facts) {
        return said(aggregate).stream()
                .filter(said -> facts.contains(said.fact()))
                .reduce((a, b) -> a.version() > b.version() ? a : b);
    }

    /** Whether a consumer has acknowledged the message at this place. */
    boolean heard(String consumer, long sequence) {
        Consumer known = consumers.get(consumer);
        return known != null && (known.quiet || known.floor >= sequence);
    }

    boolean knows(String consumer) {
        return consumers.containsKey(consumer);
    }
}
