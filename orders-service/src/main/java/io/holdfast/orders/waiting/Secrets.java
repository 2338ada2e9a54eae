package io.holdfast.orders.waiting;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * What a waiting room keeps to itself: the seed of its draw until that is published, the key by which visitors become pseudonyms, and the
 * key that signs for it. Made once, before the first entry; {@link #publicKey} and {@link Draw#commitment} are shown from then on.
 */
final class Secrets {

    private static final String ALGORITHM = "Ed25519";
    private static final int SIZE = 32;

    /** A pseudonym has 132 bits of the code that it is made of. */
    private static final int PSEUDONYM_LENGTH = 22;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] seed;

    /** Never shown: without it no one can tell whose an entry is. */
    private final byte[] pseudonymKey;

    /** As PKCS #8. */
    private final byte[] privateKey;

    /** The same, for Bouncy Castle: it signs in a twentieth of the time that the JDK takes. */
    private final AsymmetricKeyParameter signingKey;

    /** 32 bytes, as RFC 8032 has them. */
    private final byte[] publicKey;

    /** What is shown of them all the time. */
    private final String commitment;

    private final String publicKeyText;

    private Secrets(byte[] seed, byte[] pseudonymKey, byte[] privateKey, byte[] publicKey) {
        this.seed = seed;
        this.pseudonymKey = pseudonymKey;
        this.privateKey = privateKey;
        this.signingKey = signingKey(privateKey);
        this.publicKey = publicKey;
        this.commitment = HexFormat.of().formatHex(Draw.commitment(seed));
        this.publicKeyText = base64(publicKey);
    }

    static Secrets random() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            byte[] spki = pair.getPublic().getEncoded();
            return new Secrets(
                    randomBytes(),
                    randomBytes(),
                    pair.getPrivate().getEncoded(),
                    // The last bytes of the structure around it are the key itself.
                    Arrays.copyOfRange(spki, spki.length - SIZE, spki.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[SIZE];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    static Secrets read(Document document) {
        return new Secrets(
                bytes(document, "seed"),
                bytes(document, "pseudonymKey"),
                bytes(document, "privateKey"),
                bytes(document, "publicKey"));
    }

    private static AsymmetricKeyParameter signingKey(byte[] privateKey) {
        try {
            return PrivateKeyFactory.createKey(privateKey);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Document document, String field) {
        return document.get(field, Binary.class).getData();
    }

    Document write() {
        return new Document("seed", new Binary(seed))
                .append("pseudonymKey", new Binary(pseudonymKey))
                .append("privateKey", new Binary(privateKey))
                .append("publicKey", new Binary(publicKey));
    }

    /** 32 random bytes, to be shown to no one before places are drawn. */
    byte[] seed() {
        return seed.clone();
    }

    /** SHA-256 of the seed, in hexadecimal. */
    String commitment() {
        return commitment;
    }

    /** In base64url. */
    String publicKey() {
        return publicKeyText;
    }

    /** The same for the same text, and telling nothing of it: 22 characters of base64url. */
    String pseudonym(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(pseudonymKey, "HmacSHA256"));
            return base64(mac.doFinal(text.getBytes(UTF_8))).substring(0, PSEUDONYM_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The room's signature of a text, in base64url. */
    String sign(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, signingKey);
        signer.update(bytes, 0, bytes.length);
        return base64(signer.generateSignature());
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Secrets[of " + publicKeyText + "]";
    }
}
