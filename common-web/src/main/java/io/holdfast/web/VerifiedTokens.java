package io.holdfast.web;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Remembers for a moment which tokens were verified: a buyer in a rush sends many requests, and verifying a signature costs more than
 * anything else in a request. Whether a session has ended is not remembered; callers check that each time.
 */
final class VerifiedTokens implements JwtDecoder {

    /** A signing key that is withdrawn stays accepted for this much longer. */
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private static final int MAX_SIZE = 4_000;

    private record Verified(Jwt jwt, Instant until) {}

    private final JwtDecoder decoder;
    private final Clock clock;
    private final Cache<String, Verified> verified;

    VerifiedTokens(JwtDecoder decoder, Clock clock) {
        this.decoder = decoder;
        this.clock = clock;
        this.verified = ExpiringCaches.until(Verified::until, clock)
                .maximumSize(MAX_SIZE)
                .build();
    }

    @Override
    public Jwt decode(String token) throws JwtException {
        Verified known = verified.getIfPresent(token);
        if (known != null) {
            return known.jwt();
        }
        Instant now = clock.instant();
        Jwt jwt = decoder.decode(token);
        verified.put(token, new Verified(jwt, until(jwt, now)));
        return jwt;
    }

    long size() {
        verified.cleanUp();
        return verified.estimatedSize();
    }

    /** Not later than the token's end: tokens that are about to expire are verified each time. */
    private static Instant until(Jwt jwt, Instant now) {
        Instant end = Objects.requireNonNull(jwt.getExpiresAt());
        Instant forgotten = now.plus(REMEMBERED);
        return end.isBefore(forgotten) ? end : forgotten;
    }
}
