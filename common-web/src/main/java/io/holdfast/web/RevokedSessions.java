package io.holdfast.web;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;

/**
 * Sessions that ended while some of their tokens may not have expired yet. In memory only; a session is forgotten when its last token
 * has expired.
 */
public final class RevokedSessions {

    private final Cache<String, Instant> until;
    private final Clock clock;

    public RevokedSessions(Clock clock) {
        this.clock = clock;
        this.until = ExpiringCaches.until(Function.<Instant>identity(), clock).build();
    }

    /** Refuses the tokens of {@code sessionId} from now on; may be forgotten at {@code until}. */
    public void revoke(String sessionId, Instant until) {
        if (until.isAfter(clock.instant())) {
            this.until.asMap().merge(sessionId, until, (known, given) -> known.isAfter(given) ? known : given);
        }
    }

    public boolean isRevoked(String sessionId) {
        return until.getIfPresent(sessionId) != null;
    }
}
