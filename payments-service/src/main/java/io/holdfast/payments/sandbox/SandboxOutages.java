package io.holdfast.payments.sandbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How long the sandbox is away for a card that finds no provider. As with a real provider it ends: an attempt whose caller was killed is
 * repeated under its key until there is an answer, which alone proves that nothing was charged.
 */
final class SandboxOutages {

    static final Duration LENGTH = Duration.ofSeconds(30);

    private static final int MAX_KEYS = 10_000;

    private final Clock clock;
    private final Cache<String, Instant> ends =
            Caffeine.newBuilder().maximumSize(MAX_KEYS).build();

    SandboxOutages(Clock clock) {
        this.clock = clock;
    }

    /** Whether it is away for requests with this idempotency key: from the first one on, for {@link #LENGTH}. */
    boolean isAway(String key) {
        Instant now = clock.instant();
        return now.isBefore(ends.get(key, _ -> now.plus(LENGTH)));
    }
}
