package io.holdfast.auth.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * That someone went to the identity provider, until they are back.
 *
 * @param id a hash of the state, which the provider gives back
 * @param browser a hash of the secret in a cookie of the browser that went, so that no other can come back
 * @param account that asked to be linked; null for a sign-in
 */
@Document(IdentityRequest.COLLECTION)
record IdentityRequest(
        @Id String id,
        String nonce,
        String verifier,
        String browser,
        @Nullable String account,
        Instant expiresAt) {

    static final String COLLECTION = "identity_requests";

    /** In Base64 for addresses, as OpenID Connect and PKCE (RFC 7636) want it. */
    static String sha256(String text) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without what must not be logged. */
    @Override
    public String toString() {
        return "IdentityRequest[" + account + "]";
    }
}
