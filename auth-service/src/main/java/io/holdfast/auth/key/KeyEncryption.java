package io.holdfast.auth.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * Encrypts private keys for the database: each with a data key of its own, which is encrypted with a key that is not in the database
 * (AES-256-GCM both). So who can read the database, or a back-up of it, cannot sign, and a new encryption key means that only the small
 * data keys are written anew.
 */
@Component
public class KeyEncryption {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    /** By their ids; the first one encrypts. Empty if private keys are stored as they are. */
    private final Map<String, SecretKey> keys;

    /** @throws IllegalStateException when a key is none, or when there is none in production */
    KeyEncryption(KeyEncryptionProperties properties, @Value("${holdfast.production:false}") boolean production) {
        keys = keys(properties);
        if (keys.isEmpty() && production) {
            throw new IllegalStateException("There is no key to encrypt signing keys with. Set"
                    + " HOLDFAST_AUTH_KEYENCRYPTION_KEYS to 32 random bytes in Base64 (openssl rand -base64 32), or"
                    + " HOLDFAST_AUTH_KEYENCRYPTION_FILE to a file with them");
        }
    }

    public boolean isOn() {
        return !keys.isEmpty();
    }

    /**
     * The private key as it is stored, encrypted with the newest key.
     *
     * @param kid to which it is bound: stored under another id, it cannot be decrypted
     */
    public SealedKey seal(String kid, byte[] privateKey) {
        byte[] dataKey = random(KEY_BYTES);
        return new SealedKey(
                newest(),
                BASE64.encodeToString(encrypt(encryptionKey(newest()), dataKey, kid)),
                BASE64.encodeToString(encrypt(aes(dataKey), privateKey, kid)));
    }

    /** The same with its data key under the newest encryption key. */
    SealedKey sealAgain(String kid, SealedKey sealed) {
        byte[] dataKey = dataKey(kid, sealed);
        return new SealedKey(
                newest(), BASE64.encodeToString(encrypt(encryptionKey(newest()), dataKey, kid)), sealed.privateKey());
    }

    /** @throws IllegalStateException when its encryption key is not known, or it was tampered with */
    public byte[] open(String kid, SealedKey sealed) {
        return decrypt(aes(dataKey(kid, sealed)), sealed.privateKey(), kid);
    }

    private byte[] dataKey(String kid, SealedKey sealed) {
        return decrypt(encryptionKey(sealed.by()), sealed.dataKey(), kid);
    }

    /** The id of the key that encrypts. */
    public String newest() {
        return keys.keySet().iterator().next();
    }

    private SecretKey encryptionKey(String id) {
        SecretKey key = keys.get(id);
        if (key == null) {
            throw new IllegalStateException("A signing key is encrypted with key " + id
                    + ", which is not in holdfast.auth.key-encryption (there: " + keys.keySet() + ")");
        }
        return key;
    }

    private static Map<String, SecretKey> keys(KeyEncryptionProperties settings) {
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        for (String text : StringUtils.tokenizeToStringArray(text(settings), ", \t\r\n")) {
            byte[] key = key(text);
            keys.put(id(key), aes(key));
        }
        return keys;
    }

    private static String text(KeyEncryptionProperties settings) {
        Path file = settings.file();
        if (file == null) {
            return settings.keys();
        }
        try {
            return settings.keys() + "\n" + Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("The key to encrypt signing keys with cannot be read: " + e, e);
        }
    }

    /** The message of a failure must not contain the text. */
    private static byte[] key(String text) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            key = new byte[0];
        }
        if (key.length != KEY_BYTES) {
            throw new IllegalStateException("A key in holdfast.auth.key-encryption is not 32 bytes in Base64");
        }
        return key;
    }

    private static String id(byte[] key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] encrypt(SecretKey key, byte[] plain, String boundTo) {
        byte[] nonce = random(NONCE_BYTES);
        byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, key, nonce, plain, boundTo);
        byte[] both = Arrays.copyOf(nonce, nonce.length + encrypted.length);
        System.arraycopy(encrypted, 0, both, nonce.length, encrypted.length);
        return both;
    }

    private static byte[] decrypt(SecretKey key, String stored, String boundTo) {
        byte[] both = Base64.getDecoder().decode(stored);
        byte[] nonce = Arrays.copyOf(both, NONCE_BYTES);
        return cipher(Cipher.DECRYPT_MODE, key, nonce, Arrays.copyOfRange(both, NONCE_BYTES, both.length), boundTo);
    }

    private static byte[] cipher(int mode, SecretKey key, byte[] nonce, byte[] input, String boundTo) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(boundTo.getBytes(UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Signing key " + boundTo + " cannot be decrypted", e);
        }
    }

    private static SecretKey aes(byte[] key) {
        return new SecretKeySpec(key, "AES");
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
