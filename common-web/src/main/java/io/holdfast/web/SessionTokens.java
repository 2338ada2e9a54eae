package io.holdfast.web;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** The claims of a session's token, and its verification: by PS256 only. */
public final class SessionTokens {

    public static final String ISSUER = "holdfast";
    public static final String EMAIL = "email";
    public static final String NAME = "name";
    public static final String SESSION = "sid";

    /** How far the clocks of two machines may be apart. */
    public static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private SessionTokens() {}

    /** A decoder that refuses expired tokens. */
    public static JwtDecoder decoder(JWKSource<SecurityContext> keys) {
        return decoder(keys, List.of(new JwtTimestampValidator(CLOCK_SKEW)));
    }

    /** A decoder that accepts expired tokens: for auth-service, which checks the session itself. */
    public static JwtDecoder decoderIgnoringExpiry(JWKSource<SecurityContext> keys) {
        return decoder(keys, List.of());
    }

    /** The user of a verified token. */
    public static Caller caller(Jwt jwt) {
        return new Caller(
                required(jwt, "sub"),
                required(jwt, EMAIL),
                jwt.getClaimAsString(NAME),
                required(jwt, SESSION),
                jwt.getTokenValue());
    }

    private static String required(Jwt jwt, String claim) {
        return Objects.requireNonNull(jwt.getClaimAsString(claim), claim);
    }

    private static JwtDecoder decoder(JWKSource<SecurityContext> keys, List<OAuth2TokenValidator<Jwt>> more) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.PS256, keys));
        // Spring's validators below check the claims.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
        OAuth2TokenValidator<Jwt> required = new DelegatingOAuth2TokenValidator<>(
                new JwtIssuerValidator(ISSUER), present("sub"), present(EMAIL), present(SESSION), expires());
        decoder.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(required, new DelegatingOAuth2TokenValidator<>(more)));
        return decoder;
    }

    private static OAuth2TokenValidator<Jwt> present(String claim) {
        return new JwtClaimValidator<>(claim, value -> value instanceof String text && !text.isEmpty());
    }

    private static OAuth2TokenValidator<Jwt> expires() {
        return new JwtClaimValidator<>("exp", value -> value != null);
    }
}
