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
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Hashes passwords with Argon2id (19 MiB, t=2, p=1: the first choice of OWASP's Password Storage Cheat Sheet), a few at a
 * time: however many sign in at once, the rest of the machine stays free for selling. New accounts stand in a line of their own before
 * they join the others: however many are made, whoever has one can sign in.
 */
@Component
class Passwords {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int PARALLELISM = 1;
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int ITERATIONS = 2;

    /** Takes as long to compare with as any hash of ours, and took no hashing to make. */
    static final String NOBODYS = "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
            .formatted(MEMORY_KIB, ITERATIONS, PARALLELISM, zeros(SALT_BYTES), zeros(HASH_BYTES));

    private final Argon2PasswordEncoder encoder =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, PARALLELISM, MEMORY_KIB, ITERATIONS);
    private final Line signingUp;
    private final Line hashing;

    Passwords(AuthProperties properties) {
        AuthProperties.Hashing hashing = properties.hashing();
        int parallel = hashing.parallel() > 0
                ? hashing.parallel()
                : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.signingUp = new Line(parallel, hashing.queue(), hashing.patience());
        this.hashing = new Line(parallel, hashing.queue(), hashing.patience());
    }

    /**
     * The hash of a new account's password.
     *
     * @throws ProblemException 503 when too many are waiting
     */
    String hash(String password) {
        return signingUp.through(() -> hashing.through(() -> encoder.encode(normalized(password))));
    }

    /**
     * Whether this is the password of {@code hash}.
     *
     * @param before called when it is this one's turn; may throw to give it up
     * @throws ProblemException 503 when too many are waiting
     */
    boolean matches(String password, String hash, Runnable before) {
        return hashing.through(() -> {
            before.run();
            return encoder.matches(normalized(password), hash);
        });
    }

    /**
     * The hash of another password for whoever knows the one of {@code hash}, in the line of those who sign in and in one
     * turn.
     *
     * @param before called when it is this one's turn; may throw to give it up
     * @return empty when {@code current} is not the password of {@code hash}
     * @throws ProblemException 503 when too many are waiting
     */
    Optional<String> replace(String current, String hash, String fresh, Runnable before) {
        return hashing.through(() -> {
            before.run();
            return encoder.matches(normalized(current), hash)
                    ? Optional.of(encoder.encode(normalized(fresh)))
                    : Optional.empty();
        });
    }

    /** Takes as long as {@link #matches}, for an account that does not exist. */
    void pretend(String password, Runnable before) {
        matches(password, NOBODYS, before);
    }

    /** However a keyboard composes an accent, it is the same password. */
    private static String normalized(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    private static String zeros(int bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(new byte[bytes]);
    }

    /** First come, first served, a few at a time. */
    private static final class Line {
        private final Semaphore permits;
        private final Semaphore places;
        private final Duration patience;

        Line(int parallel, int queue, Duration patience) {
            this.permits = new Semaphore(parallel, true);
            this.places = new Semaphore(parallel + queue);
            this.patience = patience;
        }

        <T> T through(Supplier<T> work) {
            if (!places.tryAcquire()) {
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
                places.release();
            }
        }
    }

    private static ProblemException busy() {
        return ProblemException.unavailable(
                "Too many people are signing in at this moment. Try again shortly.", Duration.ofSeconds(5));
    }
}
