package io.holdfast.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Remembers for a moment which tokens were verified, since a buyer in a rush asks again and again and a signature costs more than
 * anything else about a request. Ended sessions are not its business: they are looked for each time.
 */
final class VerifiedTokens implements JwtDecoder {

    /** A signing key that is withdrawn is believed for this much longer. */
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private static final int MOST = 4_000;

    private record Verified(Jwt jwt, Instant until) {}

    private final JwtDecoder decoder;
    private final Clock clock;
    private final Map<String, Verified> verified = new ConcurrentHashMap<>();

    VerifiedTokens(JwtDecoder decoder, Clock clock) {
        this.decoder = decoder;
        this.clock = clock;
    }

    @Override
    public Jwt decode(String token) throws JwtException {
        Instant now = clock.instant();
        Verified known = verified.get(token);
        if (known != null && now.isBefore(known.until())) {
            return known.jwt();
        }
        Jwt jwt = decoder.decode(token);
        if (verified.size() >= MOST) {
            verified.clear();
        }
        verified.put(token, new Verified(jwt, until(jwt, now)));
        return jwt;
    }

    int size() {
        return verified.size();
    }

    /** Not past its end: in the last seconds, each is verified. */
    private static Instant until(Jwt jwt, Instant now) {
        Instant end = Objects.requireNonNull(jwt.getExpiresAt());
        Instant forgotten = now.plus(REMEMBERED);
        return end.isBefore(forgotten) ? end : forgotten;
    }
}
