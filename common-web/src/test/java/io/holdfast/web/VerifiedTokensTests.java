package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

class VerifiedTokensTests {

    private static final Instant START = Instant.parse("2026-11-22T20:00:00Z");
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private Instant now = START;
    private final AtomicInteger verifications = new AtomicInteger();
    private final VerifiedTokens tokens =
            new VerifiedTokens(this::verify, ((InstantSource) () -> now).withZone(ZoneOffset.UTC));

    @Test
    void aTokenIsVerifiedOnceInHalfAMinute() {
        assertThat(tokens.decode("a").getSubject()).isEqualTo("a");
        now = now.plusSeconds(29);
        assertThat(tokens.decode("a").getSubject()).isEqualTo("a");
        assertThat(verifications).hasValue(1);
        now = now.plusSeconds(1);
        assertThat(tokens.decode("a").getSubject()).isEqualTo("a");
        assertThat(verifications).hasValue(2);
    }

    @Test
    void eachTokenIsVerified() {
        assertThat(tokens.decode("a").getSubject()).isEqualTo("a");
        assertThat(tokens.decode("b").getSubject()).isEqualTo("b");
        assertThat(verifications).hasValue(2);
    }

    @Test
    void nothingIsRememberedPastItsEnd() {
        now = START.plus(LIFETIME).minusSeconds(5);
        tokens.decode("a");
        now = START.plus(LIFETIME);
        assertThatThrownBy(() -> tokens.decode("a")).isInstanceOf(BadJwtException.class);
    }

    @Test
    void aRefusalIsNotRemembered() {
        assertThatThrownBy(() -> tokens.decode("bad")).isInstanceOf(BadJwtException.class);
        assertThatThrownBy(() -> tokens.decode("bad")).isInstanceOf(BadJwtException.class);
        assertThat(verifications).hasValue(2);
    }

    @Test
    void manyTokensAreNotKept() {
        for (int i = 0; i < 20_000; i++) {
            tokens.decode("t" + i);
        }
        assertThat(tokens.size()).isLessThanOrEqualTo(4_000);
    }

    private Jwt verify(String token) {
        verifications.incrementAndGet();
        if (token.equals("bad") || !now.isBefore(START.plus(LIFETIME))) {
            throw new BadJwtException("refused");
        }
        return Jwt.withTokenValue(token)
                .header("alg", "PS256")
                .subject(token)
                .expiresAt(START.plus(LIFETIME))
                .build();
    }
}
