package io.holdfast.auth.account;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts what each of many did in a window of time that begins with the first. Keeps track of a limited number of them, and
 * forgets the oldest. Not for several threads at once.
 */
final class Tally<K> {

    private record Count(int number, Instant until) {}

    private final Map<K, Count> counts = new LinkedHashMap<>();
    private final Duration window;
    private final int remembered;
    private final Clock clock;

    Tally(Duration window, int remembered, Clock clock) {
        this.window = window;
        this.remembered = remembered;
        this.clock = clock;
    }

    /** How long {@code key} has to wait because it reached the limit; zero if it did not. */
    Duration wait(K key, int limit) {
        Count count = counts.get(key);
        Instant now = clock.instant();
        return count != null && count.number() >= limit && now.isBefore(count.until())
                ? Duration.between(now, count.until())
                : Duration.ZERO;
    }

    void add(K key) {
        Instant now = clock.instant();
        Count count = counts.get(key);
        if (count != null && now.isBefore(count.until())) {
            counts.put(key, new Count(count.number() + 1, count.until()));
            return;
        }
        // Taken out first, so that the map stays in the order in which windows end.
        counts.remove(key);
        counts.put(key, new Count(1, now.plus(window)));
        forget(now);
    }

    void remove(K key) {
        counts.remove(key);
    }

    int size() {
        return counts.size();
    }

    private void forget(Instant now) {
        Iterator<Count> oldest = counts.values().iterator();
        while (oldest.hasNext()) {
            Count count = oldest.next();
            if (counts.size() <= remembered && now.isBefore(count.until())) {
                return;
            }
            oldest.remove();
        }
    }
}
