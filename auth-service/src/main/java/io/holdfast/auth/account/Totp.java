package io.holdfast.auth.account;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;

/** Codes as apps make them by default: RFC 6238 with SHA-1, six digits, thirty seconds. */
final class Totp {

    private static final int SECRET_BYTES = 20;
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final TimeBasedOneTimePasswordGenerator CODES = new TimeBasedOneTimePasswordGenerator();

    /** Codes of the step before and after are taken, too: clocks differ, and people type slowly (RFC 6238, 5.2). */
    private static final int TOLERATED = 1;

    private Totp() {}

    static byte[] newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return secret;
    }

    /** The step of time that a code is of; empty if it is of none near {@code now}. */
    static OptionalLong step(byte[] secret, String code, Instant now) {
        long present = now.toEpochMilli() / CODES.getTimeStep().toMillis();
        long found = -1;
        // All are compared, so that the time it takes tells nothing.
        for (long step = present - TOLERATED; step <= present + TOLERATED; step++) {
            if (isEqual(code(secret, step), code)) {
                found = step;
            }
        }
        return found < 0 ? OptionalLong.empty() : OptionalLong.of(found);
    }

    static String code(byte[] secret, long step) {
        try {
            Instant at = Instant.ofEpochMilli(step * CODES.getTimeStep().toMillis());
            return CODES.generateOneTimePasswordString(new SecretKeySpec(secret, CODES.getAlgorithm()), at);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In Base32 (RFC 4648) without padding, which people type into apps. */
    static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte next : bytes) {
            buffer = buffer << 8 | (next & 0xff);
            for (bits += 8; bits >= 5; bits -= 5) {
                text.append(BASE32.charAt(buffer >> (bits - 5) & 31));
            }
        }
        return bits == 0
                ? text.toString()
                : text.append(BASE32.charAt(buffer << (5 - bits) & 31)).toString();
    }

    private static boolean isEqual(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
