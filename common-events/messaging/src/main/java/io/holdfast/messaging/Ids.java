package io.holdfast.messaging;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** Opaque ids: 26 characters of lower-case Crockford base32, fit for subjects, paths and {@code _id}. */
public final class Ids {
    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int LENGTH = 26;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** A new id: 48 bits of time, so that ids sort by age, and 80 bits of secure randomness. */
    public static String random() {
        byte[] tail = new byte[10];
        RANDOM.nextBytes(tail);
        // Two bytes longer than the 128 bits: encode() reads 130 bits, in pairs of bytes.
        long millis = System.currentTimeMillis();
        return encode(ByteBuffer.allocate(18)
                .putShort((short) (millis >>> 32))
                .putInt((int) millis)
                .put(tail)
                .array());
    }

    /** Always the same id for the same parts, so that a repeated command creates the same thing. */
    public static String derived(String... parts) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                // The length in front keeps ("a", "bc") and ("ab", "c") apart.
                sha256.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
                sha256.update(bytes);
            }
            return encode(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(byte[] bytes) {
        char[] id = new char[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            int bit = i * 5;
            int pair = (bytes[bit >> 3] & 0xff) << 8 | (bytes[(bit >> 3) + 1] & 0xff);
            id[i] = ALPHABET[pair >> (11 - (bit & 7)) & 31];
        }
        return new String(id);
    }
}
