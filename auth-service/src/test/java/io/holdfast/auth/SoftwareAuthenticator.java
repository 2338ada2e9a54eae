package io.holdfast.auth;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An authenticator with one passkey, with the browser around it: what they answer by Web Authentication, level 3, byte by byte. Its own code,
 * so that it is not the service's.
 */
final class SoftwareAuthenticator {

    private static final int USER_PRESENT = 0x01;
    private static final int USER_VERIFIED = 0x04;
    private static final int NEW_CREDENTIAL = 0x40;
    private static final int COORDINATE = 32;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String site;
    private final boolean counts;
    private final byte[] credential = new byte[16];
    private KeyPair key = newKey();
    private String user = "";
    private int count;
    private int flags = USER_PRESENT | USER_VERIFIED;

    SoftwareAuthenticator(String site) {
        this(site, true);
    }

    private SoftwareAuthenticator(String site, boolean counts) {
        this.site = site;
        this.counts = counts;
        new SecureRandom().nextBytes(credential);
    }

    /** As passkeys that are on several devices: its count is always 0. */
    static SoftwareAuthenticator withoutCount(String site) {
        return new SoftwareAuthenticator(site, false);
    }

    /** From now on as a copy that was made so many uses ago. */
    void countBack(int uses) {
        count -= uses;
    }

    void loseKey() {
        key = newKey();
    }

    void verifyNoUser() {
        flags = USER_PRESENT;
    }

    /** The body that adds the passkey. */
    Map<String, Object> create(JsonNode options, String origin) {
        user = options.get("user").get("id").asString();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.writeBytes(authenticatorData(flags | NEW_CREDENTIAL));
        data.writeBytes(new byte[16]);
        data.writeBytes(new byte[] {0, (byte) credential.length});
        data.writeBytes(credential);
        data.writeBytes(publicKey());
        ByteArrayOutputStream attestation = new ByteArrayOutputStream();
        attestation.write(0xa3);
        text(attestation, "fmt");
        text(attestation, "none");
        text(attestation, "attStmt");
        attestation.write(0xa0);
        text(attestation, "authData");
        attestation.writeBytes(ByteBuffer.allocate(3)
                .put((byte) 0x59)
                .putShort((short) data.size())
                .array());
        attestation.writeBytes(data.toByteArray());
        Map<String, Object> response = Map.of(
                "clientDataJSON",
                BASE64.encodeToString(
                        client("webauthn.create", options.get("challenge").asString(), origin)),
                "attestationObject",
                BASE64.encodeToString(attestation.toByteArray()),
                "transports",
                List.of("internal"));
        return Map.of("name", "My phone", "credential", credential(response));
    }

    /** The answer that signs in. */
    Map<String, Object> signIn(String challenge, String origin) {
        byte[] data = authenticatorData(flags);
        byte[] client = client("webauthn.get", challenge, origin);
        return credential(Map.of(
                "clientDataJSON", BASE64.encodeToString(client),
                "authenticatorData", BASE64.encodeToString(data),
                "signature", BASE64.encodeToString(signature(data, client)),
                "userHandle", user));
    }

    private Map<String, Object> credential(Map<String, Object> response) {
        String id = BASE64.encodeToString(credential);
        return Map.of(
                "id", id,
                "rawId", id,
                "type", "public-key",
                "clientExtensionResults", Map.of(),
                "response", response);
    }

    private byte[] authenticatorData(int flags) {
        if (counts) {
            count++;
        }
        return ByteBuffer.allocate(37)
                .put(sha256(site.getBytes(StandardCharsets.UTF_8)))
                .put((byte) flags)
                .putInt(count)
                .array();
    }

    private static byte[] client(String type, String challenge, String origin) {
        return JsonMapper.shared()
                .writeValueAsBytes(
                        Map.of("type", type, "challenge", challenge, "origin", origin, "crossOrigin", false));
    }

    /** By COSE (RFC 9053): an elliptic key on P-256, for ES256. */
    private byte[] publicKey() {
        ECPublicKey point = (ECPublicKey) key.getPublic();
        return ByteBuffer.allocate(77)
                .put(new byte[] {(byte) 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, COORDINATE})
                .put(unsigned(point.getW().getAffineX()))
                .put(new byte[] {0x22, 0x58, COORDINATE})
                .put(unsigned(point.getW().getAffineY()))
                .array();
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] padded = new byte[COORDINATE];
        int length = Math.min(bytes.length, COORDINATE);
        System.arraycopy(bytes, bytes.length - length, padded, COORDINATE - length, length);
        return padded;
    }

    /** By CBOR (RFC 8949), for less than 24 characters. */
    private static void text(ByteArrayOutputStream out, String text) {
        out.write(0x60 + text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] signature(byte[] data, byte[] client) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.getPrivate());
            signature.update(data);
            signature.update(sha256(client));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
