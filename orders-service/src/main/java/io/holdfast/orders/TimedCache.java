package io.holdfast.orders;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.function.Function;

/**
 * Values by event, or of another id, that take long to load: each is loaded once for all who ask at the same time, and is kept for a second, or for ten times
 * as long as loading it took if that is longer.
 */
public final class TimedCache<V> {

    private static final int MAX_EVENTS = 1_000;
    private static final Duration KEPT_FOR = Duration.ofSeconds(1);
    private static final int KEPT_PER_LOADING = 10;

    private record Loaded<V>(V value, Duration keptFor) {}

    private final LoadingCache<String, Loaded<V>> loaded;
    private final Ticker ticker;

    /** @param load finds the value of an event, given its id */
    public TimedCache(Function<String, V> load) {
        this(load, Ticker.systemTicker());
    }

    TimedCache(Function<String, V> load, Ticker ticker) {
        this.ticker = ticker;
        this.loaded = Caffeine.newBuilder()
                .ticker(ticker)
                .maximumSize(MAX_EVENTS)
                .expireAfter(Expiry.<String, Loaded<V>>writing((eventId, value) -> value.keptFor()))
                .build(eventId -> load(load, eventId));
    }

    private Loaded<V> load(Function<String, V> load, String eventId) {
        long began = ticker.read();
        V value = load.apply(eventId);
        Duration share = Duration.ofNanos(ticker.read() - began).multipliedBy(KEPT_PER_LOADING);
        return new Loaded<>(value, share.compareTo(KEPT_FOR) > 0 ? share : KEPT_FOR);
    }

    /**
     * The value of an event, loaded now or a moment ago.
     *
     * @throws RuntimeException what loading it threw; the next call tries again
     */
    public V get(String eventId) {
        return loaded.get(eventId).value();
    }
}
