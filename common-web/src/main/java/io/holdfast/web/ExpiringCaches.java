package io.holdfast.web;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Caches whose entries each have an end of their own. */
final class ExpiringCaches {

    private ExpiringCaches() {}

    /**
     * A builder for a cache that forgets each entry at its end.
     *
     * @param end of a value
     */
    static <V> Caffeine<Object, V> until(Function<V, Instant> end, Clock clock) {
        return Caffeine.newBuilder()
                .ticker(() -> nanos(clock.instant()))
                .executor(Runnable::run)
                .expireAfter(Expiry.<Object, V>writing((key, value) -> {
                    Duration left = Duration.between(clock.instant(), end.apply(value));
                    return left.isNegative() ? Duration.ZERO : left;
                }));
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }
}
