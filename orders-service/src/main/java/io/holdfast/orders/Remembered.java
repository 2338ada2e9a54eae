package io.holdfast.orders;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What takes long to find out, by event: found out once for all who ask at the same time, and good for a second, or for
 * longer where it takes longer.
 */
public final class Remembered<V> {

    private static final int MAX_EVENTS = 1_000;
    private static final Duration GOOD_FOR = Duration.ofSeconds(1);

    /** Finding out may take at most one part in so many of the time. */
    private static final int SHARE = 10;

    private final Function<String, V> find;
    private final Clock clock;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    public Remembered(Function<String, V> find, Clock clock) {
        this.find = find;
        this.clock = clock;
    }

    public V get(String eventId) {
        if (answers.size() > MAX_EVENTS) {
            answers.clear();
        }
        return answers.computeIfAbsent(eventId, Answer::new).get();
    }

    private final class Answer {

        private final String eventId;
        private @Nullable V value;
        private Instant goodUntil = Instant.MIN;

        Answer(String eventId) {
            this.eventId = eventId;
        }

        synchronized V get() {
            Instant asked = clock.instant();
            V known = value;
            if (known != null && asked.isBefore(goodUntil)) {
                return known;
            }
            V found = find.apply(eventId);
            Instant answered = clock.instant();
            Duration share = Duration.between(asked, answered).multipliedBy(SHARE);
            goodUntil = answered.plus(share.compareTo(GOOD_FOR) > 0 ? share : GOOD_FOR);
            value = found;
            return found;
        }
    }
}
