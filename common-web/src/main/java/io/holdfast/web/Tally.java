package io.holdfast.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts, for limits, what each key did in a window of time that begins with its first action. In memory: each replica counts for itself.
 * It keeps a limited number of keys, and forgets the oldest first (why that is no Caffeine cache: ADR 14).
 */
public final class Tally<K> {

    private record Count(int number, Instant until) {}

    private final Map<K, Count> counts = new LinkedHashMap<>();
    private final Duration window;
    private final int remembered;
    private final Clock clock;

    /** @param remembered how many keys it keeps at most */
    public Tally(Duration window, int remembered, Clock clock) {
        this.window = window;
        this.remembered = remembered;
        this.clock = clock;
    }

    /** How much {@code key} has done in its window of time. */
    public synchronized int number(K key) {
        Count count = counts.get(key);
        return count != null && clock.instant().isBefore(count.until()) ? count.number() : 0;
    }

    /** How long {@code key} has to wait because it reached the limit; zero if it did not. */
    public synchronized Duration wait(K key, int limit) {
        Count count = counts.get(key);
        Instant now = clock.instant();
        return count != null && count.number() >= limit && now.isBefore(count.until())
                ? Duration.between(now, count.until())
                : Duration.ZERO;
    }

    /** Adds one and returns zero; if the limit is reached, adds nothing and returns how long to wait. */
    public synchronized Duration take(K key, int limit) {
        return take(key, 1, limit);
    }

    /**
     * Adds {@code amount} and returns zero, also if that exceeds the limit; if the limit is reached already, adds nothing and returns how
     * long to wait.
     */
    public synchronized Duration take(K key, int amount, int limit) {
        Duration wait = wait(key, limit);
        if (wait.isZero()) {
            add(key, amount);
        }
        return wait;
    }

    public synchronized void add(K key) {
        add(key, 1);
    }

    private void add(K key, int amount) {
        Instant now = clock.instant();
        Count count = counts.get(key);
        if (count != null && now.isBefore(count.until())) {
            counts.put(key, new Count(saturated(count.number(), amount), count.until()));
            return;
        }
        // Removed first, so that the map stays in the order in which windows end.
        counts.remove(key);
        counts.put(key, new Count(amount, now.plus(window)));
        forget(now);
    }

    /** Takes back one that was added in this window of time, since it was not done after all. */
    public synchronized void uncount(K key) {
        Count count = counts.get(key);
        if (count != null && count.number() > 1) {
            counts.put(key, new Count(count.number() - 1, count.until()));
        } else {
            counts.remove(key);
        }
    }

    public synchronized void remove(K key) {
        counts.remove(key);
    }

    public synchronized int size() {
        return counts.size();
    }

    private static int saturated(int number, int more) {
        return (int) Math.min(Integer.MAX_VALUE, (long) number + more);
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
