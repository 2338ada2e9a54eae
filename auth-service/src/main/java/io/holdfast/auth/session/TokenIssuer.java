package io.holdfast.auth.session;

import io.holdfast.auth.AuthProperties;
import io.holdfast.auth.key.KeyRing;
import io.holdfast.web.Caller;
import io.holdfast.web.SessionTokens;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.stereotype.Component;

/** Signs and reads the tokens that tell other services about a session: JWTs signed with PS256. */
@Component
class TokenIssuer {

    private final KeyRing keys;
    private final JwtDecoder decoder;
    private final AuthProperties properties;

    TokenIssuer(KeyRing keys, @Qualifier("expiredTokenDecoder") JwtDecoder decoder, AuthProperties properties) {
        this.keys = keys;
        this.decoder = decoder;
        this.properties = properties;
    }

    /** A token, of a user or a guest, that is valid for {@code holdfast.auth.token-ttl}, but not longer than the session. */
    String issue(
            Session session,
            String email,
            @Nullable String name,
            boolean confirmed,
            boolean guest,
            Caller.Rights rights,
            Instant now) {
        Instant expires = now.plus(properties.tokenTtl());
        KeyRing.Signer signer = keys.signer();
        JwtBuilder jwt = Jwts.builder()
                .header()
                .keyId(signer.kid())
                .type(SessionTokens.TYPE)
                .and()
                .issuer(SessionTokens.ISSUER)
                .audience()
                .add(guest ? SessionTokens.GUEST_AUDIENCE : SessionTokens.AUDIENCE)
                .and()
                .subject(session.userId())
                .claim(SessionTokens.EMAIL, email)
                .claim(SessionTokens.SESSION, session.id())
                .issuedAt(Date.from(now))
                .expiration(Date.from(expires.isBefore(session.expiresAt()) ? expires : session.expiresAt()));
        if (confirmed) {
            jwt.claim(SessionTokens.CONFIRMED, true);
        }
        if (name != null) {
            jwt.claim(SessionTokens.NAME, name);
        }
        if (rights.operator()) {
            jwt.claim(SessionTokens.OPERATOR, true);
        }
        if (rights.unproven()) {
            jwt.claim(SessionTokens.UNPROVEN, true);
        }
        return jwt.signWith(signer.key(), Jwts.SIG.PS256).compact();
    }

    /** A token of ours, expired or not; empty for anything else. */
    Optional<Jwt> read(String token) {
        try {
            return Optional.of(decoder.decode(token));
        } catch (BadJwtException e) {
            return Optional.empty();
        }
    }

    /** Whether a token is past half of its life, or all of it. */
    boolean isRenewable(Jwt jwt, Instant now) {
        Instant expires = jwt.getExpiresAt();
        return expires == null
                || !now.isBefore(expires.minus(properties.tokenTtl().dividedBy(2)));
    }
}
