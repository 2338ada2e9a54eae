package io.holdfast.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often somebody may do something within a window, which begins when they first do it. Counted in memory, by each replica for
 * itself, and for so many at a time: of more, those are forgotten whose windows end first.
 */
public final class RateLimit {

    private static final int REMEMBERED = 10_000;

    private record Count(int times, Instant until) {}

    private final Map<String, Count> counts = new LinkedHashMap<>();
    private final int limit;
    private final Duration window;
    private final Clock clock;

    /**
     * @param limit times in a window; at least 1
     * @param window its length
     */
    public RateLimit(int limit, Duration window, Clock clock) {
        this.limit = limit;
        this.window = window;
        this.clock = clock;
    }

    /** Counts one more for that key; or, when it has had its share, says how long it is to wait and counts nothing. */
    public synchronized Optional<Duration> take(String key) {
        Instant now = clock.instant();
        Count count = counts.get(key);
        if (count == null || !now.isBefore(count.until())) {
            // Taken out first, so that the map stays in the order in which windows end.
            counts.remove(key);
            forget(now);
            counts.put(key, new Count(1, now.plus(window)));
            return Optional.empty();
        }
        if (count.times() >= limit) {
            return Optional.of(Duration.between(now, count.until()));
        }
        counts.put(key, new Count(count.times() + 1, count.until()));
        return Optional.empty();
    }

    /** How many are remembered. */
    synchronized int size() {
        return counts.size();
    }

    private void forget(Instant now) {
        Iterator<Count> oldest = counts.values().iterator();
        while (oldest.hasNext()) {
            if (now.isBefore(oldest.next().until()) && counts.size() < REMEMBERED) {
                return;
            }
            oldest.remove();
        }
    }
}
