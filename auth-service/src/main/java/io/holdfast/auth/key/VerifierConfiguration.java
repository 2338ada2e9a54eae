package io.holdfast.auth.key;

import io.holdfast.web.CachedKeys;
import io.holdfast.web.SessionTokens;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** auth-service verifies with what it has itself instead of asking its own endpoint. */
@Configuration(proxyBeanMethods = false)
class VerifierConfiguration {

    @Bean
    CachedKeys verificationKeys(KeyRing ring, Clock clock) {
        return new CachedKeys(ring::all, clock);
    }

    @Bean
    @Primary
    JwtDecoder tokenDecoder(CachedKeys keys) {
        return SessionTokens.decoder(keys);
    }

    /** For a session whose token ran out but which itself is alive. */
    @Bean
    JwtDecoder expiredTokenDecoder(CachedKeys keys) {
        return SessionTokens.decoderIgnoringExpiry(keys);
    }
}
