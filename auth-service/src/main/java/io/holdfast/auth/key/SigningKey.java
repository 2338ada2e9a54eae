package io.holdfast.auth.key;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A key as it is stored. Generations are numbered without gaps and the number is the {@code _id}, so that replicas that rotate at the same
 * time make one key.
 *
 * @param kid the id by which tokens name it
 * @param privateKey PKCS#8 in Base64, where private keys are not encrypted; null once it no longer signs
 * @param sealed the private key, encrypted; null where it is not, and once it no longer signs
 * @param publicKey X.509 in Base64
 * @param signsFrom from when it signs, until the next generation does
 */
@Document("signing_keys")
record SigningKey(
        @Id int generation,
        String kid,
        @Nullable String privateKey,
        @Nullable SealedKey sealed,
        String publicKey,
        Instant createdAt,
        Instant signsFrom) {

    private static final int BITS = 2048;
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    /** A plain RSA pair: jjwt's own for PS256 is marked as RSASSA-PSS, for which JWKs have no name. */
    static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static SigningKey of(
            int generation, String kid, KeyPair pair, KeyEncryption encryption, Instant now, Instant signsFrom) {
        byte[] privateKey = pair.getPrivate().getEncoded();
        return new SigningKey(
                generation,
                kid,
                encryption.isOn() ? null : BASE64.encodeToString(privateKey),
                encryption.isOn() ? encryption.seal(kid, privateKey) : null,
                BASE64.encodeToString(pair.getPublic().getEncoded()),
                now,
                signsFrom);
    }

    /** Whether the private key is still there. */
    boolean canSign() {
        return privateKey != null || sealed != null;
    }

    /** Whether the private key is stored as it should not be any more: in plain text, or under an older encryption key. */
    boolean isOutdated(KeyEncryption encryption) {
        return encryption.isOn()
                && (privateKey != null || (sealed != null && !sealed.by().equals(encryption.newest())));
    }

    PrivateKey signer(KeyEncryption encryption) {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(privateKey(encryption)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Key " + kid + " cannot be read", e);
        }
    }

    /** The private key's PKCS#8, decrypted. */
    byte[] privateKey(KeyEncryption encryption) {
        if (sealed != null) {
            return encryption.open(kid, sealed);
        }
        if (privateKey != null) {
            return Base64.getDecoder().decode(privateKey);
        }
        throw new IllegalStateException("Key " + kid + " no longer signs");
    }

    JWK toPublicJwk() {
        try {
            RSAPublicKey key = (RSAPublicKey) KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey)));
            return new RSAKey.Builder(key)
                    .keyID(kid)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.PS256)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Key " + kid + " cannot be read", e);
        }
    }

    /** Without the private key, which must not be logged. */
    @Override
    public String toString() {
        return "SigningKey[" + generation + ", " + kid + ", from " + signsFrom + "]";
    }
}
