package io.holdfast.auth.account;

import io.holdfast.auth.key.SealedKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * The codes of an app (TOTP, RFC 6238) that an account asks for after the password.
 *
 * @param id the account's
 * @param secret what the app and this service share, in Base64; null if it is encrypted
 * @param sealed the same, encrypted; null where there is no key to encrypt with
 * @param onSince when a code from the app was first accepted; null before: then nothing is asked for
 * @param lastStep the time step of the last code that was accepted: it and those before it are refused
 * @param recovery hashes of the codes to use without the app, each once
 * @param attempts how many codes were tried in the present window
 * @param attemptsUntil the end of that window; null if there was none
 */
@Document(SecondFactor.COLLECTION)
record SecondFactor(
        @Id String id,
        @Nullable String secret,
        @Nullable SealedKey sealed,
        @Nullable Instant onSince,
        long lastStep,
        List<String> recovery,
        int attempts,
        @Nullable Instant attemptsUntil) {

    static final String COLLECTION = "second_factors";

    SecondFactor {
        recovery = List.copyOf(recovery);
    }

    boolean isOn() {
        return onSince != null;
    }

    /** Without what must not be logged. */
    @Override
    public String toString() {
        return "SecondFactor[" + id + "]";
    }
}
