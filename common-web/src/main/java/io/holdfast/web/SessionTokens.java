package io.holdfast.web;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * The claims of a session's token, and its verification: by PS256 only, and only tokens whose type and audience are those of a session.
 */
public final class SessionTokens {

    public static final String ISSUER = "holdfast";

    /** For whom the tokens are: the services of this system, and nothing else that may one day be signed with the same keys. */
    public static final String AUDIENCE = "holdfast";

    /** For whom the tokens of guests are. Replicas from before there were guests refuse them. */
    public static final String GUEST_AUDIENCE = "holdfast-guest";

    /** The {@code typ} in the header. Replicas from before tokens had one refuse any but this. */
    public static final String TYPE = "JWT";

    public static final String EMAIL = "email";
    public static final String NAME = "name";
    public static final String SESSION = "sid";

    /** Whether the session was begun with a second factor; missing if not. */
    public static final String CONFIRMED = "mfa";

    /** True in the tokens of operators, and only there. */
    public static final String OPERATOR = "operator";

    /** True in the tokens of accounts whose address still has to be proven, and only there. */
    public static final String UNPROVEN = "unproven";

    /** How far the clocks of two machines may be apart. */
    public static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    private static final OAuth2TokenValidatorResult OTHER_USE =
            OAuth2TokenValidatorResult.failure(new OAuth2Error("invalid_token", "not a token of a session", null));

    private SessionTokens() {}

    /**
     * A decoder that refuses expired tokens.
     *
     * @param untypedUntil until when tokens without type and audience are accepted, which were issued before there were any
     */
    public static JwtDecoder decoder(JWKSource<SecurityContext> keys, Clock clock, Instant untypedUntil) {
        return decoder(keys, List.of(new JwtTimestampValidator(CLOCK_SKEW), isOurs(clock, untypedUntil)));
    }

    /** A decoder that accepts expired tokens: for auth-service, which checks the session itself. */
    public static JwtDecoder decoderIgnoringExpiry(JWKSource<SecurityContext> keys, Clock clock, Instant untypedUntil) {
        return decoder(keys, List.of(isOurs(clock, untypedUntil)));
    }

    /** The user of a verified token. */
    public static Caller caller(Jwt jwt) {
        return new Caller(
                required(jwt, "sub"),
                required(jwt, EMAIL),
                jwt.getClaimAsString(NAME),
                required(jwt, SESSION),
                jwt.getTokenValue(),
                isFor(GUEST_AUDIENCE, jwt),
                isTrue(jwt, CONFIRMED),
                new Caller.Rights(isTrue(jwt, OPERATOR), isTrue(jwt, UNPROVEN)));
    }

    /** Nothing but {@code true} is true: a word would be, too, as Spring converts claims. */
    private static boolean isTrue(Jwt jwt, String claim) {
        return Boolean.TRUE.equals(jwt.getClaims().get(claim));
    }

    private static String required(Jwt jwt, String claim) {
        return Objects.requireNonNull(jwt.getClaimAsString(claim), claim);
    }

    private static JwtDecoder decoder(JWKSource<SecurityContext> keys, List<OAuth2TokenValidator<Jwt>> more) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.PS256, keys));
        // A type that is there must be right; isOurs tells whether it may be missing.
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType(TYPE), null));
        // Spring's validators below check the claims.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
        OAuth2TokenValidator<Jwt> required = new DelegatingOAuth2TokenValidator<>(
                new JwtIssuerValidator(ISSUER), present("sub"), present(EMAIL), present(SESSION), expires());
        decoder.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(required, new DelegatingOAuth2TokenValidator<>(more)));
        return decoder;
    }

    private static OAuth2TokenValidator<Jwt> isOurs(Clock clock, Instant untypedUntil) {
        return jwt -> {
            Object type = jwt.getHeaders().get("typ");
            List<String> audience = jwt.getAudience();
            boolean typed = type != null && (isFor(AUDIENCE, jwt) || isFor(GUEST_AUDIENCE, jwt));
            boolean fromBefore =
                    type == null && audience == null && clock.instant().isBefore(untypedUntil);
            return typed || fromBefore ? OAuth2TokenValidatorResult.success() : OTHER_USE;
        };
    }

    private static boolean isFor(String audience, Jwt jwt) {
        List<String> all = jwt.getAudience();
        return all != null && all.contains(audience);
    }

    private static OAuth2TokenValidator<Jwt> present(String claim) {
        return new JwtClaimValidator<>(claim, value -> value instanceof String text && !text.isEmpty());
    }

    private static OAuth2TokenValidator<Jwt> expires() {
        return new JwtClaimValidator<>("exp", value -> value != null);
    }
}
