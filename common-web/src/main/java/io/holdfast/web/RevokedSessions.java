package io.holdfast.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sessions that ended while tokens of theirs may still be unexpired. In memory only: it forgets each session once its
 * last token has run out by itself.
 */
public final class RevokedSessions {

    private static final Duration CLEAN_EVERY = Duration.ofMinutes(1);

    private final ConcurrentMap<String, Instant> until = new ConcurrentHashMap<>();
    private final AtomicReference<Instant> nextCleaning;
    private final Clock clock;

    public RevokedSessions(Clock clock) {
        this.clock = clock;
        this.nextCleaning = new AtomicReference<>(clock.instant().plus(CLEAN_EVERY));
    }

    /** Refuses the tokens of {@code sessionId} from now on; may be forgotten at {@code until}. */
    public void revoke(String sessionId, Instant until) {
        Instant now = clock.instant();
        if (until.isAfter(now)) {
            this.until.merge(sessionId, until, (known, given) -> known.isAfter(given) ? known : given);
        }
        clean(now);
    }

    public boolean isRevoked(String sessionId) {
        return until.containsKey(sessionId);
    }

    private void clean(Instant now) {
        Instant due = nextCleaning.get();
        if (!now.isBefore(due) && nextCleaning.compareAndSet(due, now.plus(CLEAN_EVERY))) {
            until.values().removeIf(end -> !end.isAfter(now));
        }
    }
}
