package io.holdfast.auth.account;

import io.holdfast.auth.AuthProperties;
import io.holdfast.web.ProblemException;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Hashes passwords with Argon2id (19 MiB, t=2, p=1: the first choice of OWASP's Password Storage Cheat Sheet), a few at a
 * time: however many sign in at once, the rest of the machine stays free for selling. New accounts wait in a queue of their own before
 * they join the queue of sign-ins: however many are created, existing accounts can sign in.
 */
@Component
class Passwords {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int PARALLELISM = 1;
    private static final int ITERATIONS = 2;

    /** Belongs to no password. Comparing with it takes as long as with any other hash, and making it needs no hashing. */
    static final String NO_PASSWORD = noPassword(kibibytes(AuthProperties.Hashing.MEMORY));

    private final Argon2PasswordEncoder encoder;
    private final String noPassword;
    private final TurnQueue signUps;
    private final TurnQueue hashing;

    /** @throws IllegalStateException in production, if a hash would be cheaper to guess a password from than it should be */
    Passwords(AuthProperties properties, @Value("${holdfast.production:false}") boolean production) {
        AuthProperties.Hashing hashing = properties.hashing();
        if (production && !hashing.memory().equals(AuthProperties.Hashing.MEMORY)) {
            throw new IllegalStateException(
                    "holdfast.auth.hashing.memory is for tests: in production a hash takes 19 MiB");
        }
        int memory = kibibytes(hashing.memory());
        this.encoder = new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, PARALLELISM, memory, ITERATIONS);
        this.noPassword = noPassword(memory);
        int parallel = hashing.parallel() > 0
                ? hashing.parallel()
                : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.signUps = new TurnQueue(parallel, hashing.queue(), hashing.patience());
        this.hashing = new TurnQueue(parallel, hashing.queue(), hashing.patience());
    }

    /**
     * The hash of a new account's password.
     *
     * @throws ProblemException 503 when too many are waiting
     */
    String hash(String password) {
        return signUps.run(() -> hashing.run(() -> encoder.encode(normalized(password))));
    }

    /**
     * Whether {@code hash} is one of this password.
     *
     * @param before called before hashing, when this request's turn has come; may throw to end it
     * @throws ProblemException 503 when too many are waiting
     */
    boolean matches(String password, String hash, Runnable before) {
        return hashing.run(() -> {
            before.run();
            return encoder.matches(normalized(password), hash);
        });
    }

    /**
     * Compares {@code current} with {@code hash} and hashes {@code fresh}, in the queue of sign-ins and in one turn.
     *
     * @param before called before hashing, when this request's turn has come; may throw to end it
     * @return the hash of {@code fresh}; empty when {@code current} is not the password of {@code hash}
     * @throws ProblemException 503 when too many are waiting
     */
    Optional<String> replace(String current, String hash, String fresh, Runnable before) {
        return hashing.run(() -> {
            before.run();
            return encoder.matches(normalized(current), hash)
                    ? Optional.of(encoder.encode(normalized(fresh)))
                    : Optional.empty();
        });
    }

    /** Takes as long as {@link #matches}, for an account that does not exist. */
    void compareWithNone(String password, Runnable before) {
        matches(password, noPassword, before);
    }

    /** Unicode NFC, so that a password is the same however a keyboard composes its accents. */
    private static String normalized(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    private static String noPassword(int memory) {
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(memory, ITERATIONS, PARALLELISM, zeros(SALT_BYTES), zeros(HASH_BYTES));
    }

    private static int kibibytes(DataSize size) {
        return Math.toIntExact(size.toKilobytes());
    }

    private static String zeros(int bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(new byte[bytes]);
    }

    /** Runs a few at a time, in the order in which they came. */
    private static final class TurnQueue {
        private final Semaphore permits;
        private final Semaphore admitted;
        private final Duration patience;

        TurnQueue(int parallel, int queue, Duration patience) {
            this.permits = new Semaphore(parallel, true);
            this.admitted = new Semaphore(parallel + queue);
            this.patience = patience;
        }

        <T> T run(Supplier<T> work) {
            if (!admitted.tryAcquire()) {
                throw busy();
            }
            try {
                if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw busy();
                }
                try {
                    return work.get();
                } finally {
                    permits.release();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw busy();
            } finally {
                admitted.release();
            }
        }
    }

    private static ProblemException busy() {
        return ProblemException.unavailable(
                "Too many people are signing in at this moment. Try again shortly.", Duration.ofSeconds(5));
    }
}
