package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;

class SessionTokensTests {

    private static final Instant NOW = Instant.now();
    private static final TestTokens TOKENS = new TestTokens("k1");

    @Test
    void tokensOfSessionsAreAccepted() {
        for (JwtDecoder decoder : decoders(NOW.minusSeconds(1))) {
            assertThat(decoder.decode(token("JWT", "holdfast")).getSubject()).isEqualTo("u1");
        }
    }

    /** Signed with the same key, but for another use. */
    @ParameterizedTest
    @CsvSource({"JWT,another", "JWT,", ",holdfast", "logout+jwt,holdfast", "logout+jwt,"})
    void tokensForAnotherUseAreRefused(@Nullable String type, @Nullable String audience) {
        for (JwtDecoder decoder : decoders(NOW.plusSeconds(60))) {
            assertThatThrownBy(() -> decoder.decode(token(type, audience))).isInstanceOf(BadJwtException.class);
        }
    }

    @Test
    void tokensFromBeforeThereWereTypesAreAcceptedForAWhile() {
        String old = token(null, null);
        for (JwtDecoder decoder : decoders(NOW.plusSeconds(60))) {
            assertThat(decoder.decode(old).getSubject()).isEqualTo("u1");
        }
        for (JwtDecoder decoder : decoders(NOW)) {
            assertThatThrownBy(() -> decoder.decode(old)).isInstanceOf(BadJwtException.class);
        }
    }

    private static JwtDecoder[] decoders(Instant untypedUntil) {
        ImmutableJWKSet<SecurityContext> keys = new ImmutableJWKSet<>(TOKENS.published());
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        return new JwtDecoder[] {
            SessionTokens.decoder(keys, clock, untypedUntil),
            SessionTokens.decoderIgnoringExpiry(keys, clock, untypedUntil)
        };
    }

    private static String token(@Nullable String type, @Nullable String audience) {
        return TOKENS.token(JWSAlgorithm.PS256, type, audience, "s1", NOW.plus(Duration.ofMinutes(10)));
    }
}
