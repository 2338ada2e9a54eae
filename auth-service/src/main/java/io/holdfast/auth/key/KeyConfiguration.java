package io.holdfast.auth.key;

import io.holdfast.runtime.BackgroundLoop;
import io.holdfast.runtime.Phases;
import io.holdfast.runtime.StartupStep;
import io.holdfast.web.CachedKeys;
import io.holdfast.web.SessionTokens;
import io.holdfast.web.WebProperties;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** auth-service verifies tokens with the keys in its database, not with those at its own endpoint. */
@Configuration(proxyBeanMethods = false)
class KeyConfiguration {

    @Bean
    CachedKeys verificationKeys(KeyRing ring, Clock clock) {
        return new CachedKeys(ring::all, clock);
    }

    @Bean
    @Primary
    JwtDecoder tokenDecoder(CachedKeys keys, WebProperties web, Clock clock) {
        return SessionTokens.decoder(keys, clock, web.untypedTokensUntil());
    }

    /** Accepts expired tokens: their sessions may be alive. */
    @Bean
    JwtDecoder expiredTokenDecoder(CachedKeys keys, WebProperties web, Clock clock) {
        return SessionTokens.decoderIgnoringExpiry(keys, clock, web.untypedTokensUntil());
    }

    /** Before the first request: a token can then be verified even if the database is lost right after the start. */
    @Bean
    StartupStep loadedKeys(KeyRing ring, CachedKeys keys) {
        return new StartupStep(Phases.CACHES, () -> {
            ring.encrypt();
            ring.signer();
            keys.refresh();
        });
    }

    @Bean
    BackgroundLoop keyRotation(KeyRing ring) {
        return BackgroundLoop.every(Duration.ofMinutes(10), "signing-keys").run(ring::maintain);
    }

    /** A key that is withdrawn at another replica is trusted here until the next round. */
    @Bean
    BackgroundLoop verificationKeyRefresh(CachedKeys keys) {
        return BackgroundLoop.every(Duration.ofSeconds(3), "verification-keys")
                .pausingFirst()
                .run(keys::refresh);
    }
}
