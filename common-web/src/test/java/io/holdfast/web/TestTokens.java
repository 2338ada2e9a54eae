package io.holdfast.web;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Signs what auth-service would sign. */
final class TestTokens {

    final RSAKey key;

    TestTokens(String keyId) {
        try {
            key = new RSAKeyGenerator(2048).keyID(keyId).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    JWKSet published() {
        return new JWKSet(key).toPublicJWKSet();
    }

    String token(String session) {
        return token(JWSAlgorithm.PS256, session, Instant.now().plusSeconds(600));
    }

    String token(JWSAlgorithm algorithm, String session, Instant expires) {
        return token(algorithm, SessionTokens.TYPE, SessionTokens.AUDIENCE, session, expires);
    }

    /**
     * @param type null for none
     * @param audience null for none
     */
    String token(
            JWSAlgorithm algorithm, @Nullable String type, @Nullable String audience, String session, Instant expires) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(algorithm)
                            .keyID(key.getKeyID())
                            .type(type == null ? null : new JOSEObjectType(type))
                            .build(),
                    new JWTClaimsSet.Builder()
                            .issuer(SessionTokens.ISSUER)
                            .audience(audience)
                            .subject("u1")
                            .claim(SessionTokens.EMAIL, "ada@example.org")
                            .claim(SessionTokens.SESSION, session)
                            .expirationTime(Date.from(expires))
                            .build());
            jwt.sign(new RSASSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
