package io.holdfast.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.auth.AuthProperties;
import io.holdfast.web.ProblemException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.util.unit.DataSize;

class PasswordsTests {

    private static final Duration SOON = Duration.ofMinutes(1);

    private final Passwords passwords = passwords(0);

    private static Passwords passwords(int queue) {
        return passwords(queue, AuthProperties.Hashing.MEMORY, true);
    }

    private static Passwords passwords(int queue, DataSize memory, boolean production) {
        AuthProperties properties = new AuthProperties(
                Duration.ofMinutes(15),
                Duration.ofDays(30),
                Duration.ofDays(14),
                new AuthProperties.Hashing(1, queue, Duration.ofMinutes(10), memory),
                new AuthProperties.Keys(Duration.ofDays(30), Duration.ofSeconds(15)),
                new AuthProperties.Failures(Duration.ofMinutes(15), 3, 5, 100),
                new AuthProperties.SignUps(Duration.ofMinutes(1), 30, 5, 100),
                new AuthProperties.MailRequests(Duration.ofHours(1), 5, 100, 100),
                new AuthProperties.Erasure(
                        URI.create("http://localhost"), URI.create("http://localhost"), Duration.ofSeconds(1)));
        return new Passwords(properties, production);
    }

    @Test
    void aHashContainsItsParametersAndMatchesItsPasswordOnly() {
        String hash = passwords.hash("correct horse");
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(passwords.hash("correct horse")).isNotEqualTo(hash);
        assertThat(passwords.matches("correct horse", hash, () -> {})).isTrue();
        assertThat(passwords.matches("correct horsf", hash, () -> {})).isFalse();
    }

    @Test
    void aPasswordIsReplacedOnlyWithTheCurrentOne() {
        String hash = passwords.hash("correct horse");
        assertThat(passwords.replace("correct horsf", hash, "battery staple", () -> {}))
                .isEmpty();
        assertThat(passwords.replace("correct horse", hash, "battery staple", () -> {}))
                .hasValueSatisfying(other -> assertThat(passwords.matches("battery staple", other, () -> {}))
                        .isTrue());
    }

    @Test
    void replacingAPasswordWaitsInTheQueueOfSignIns() {
        String hash = passwords.hash("correct horse");
        // Comes while another request has its turn, and the queue has no room.
        Runnable another = () -> assertThatThrownBy(() -> passwords.replace("correct horse", hash, "x", () -> {}))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.status().value()).isEqualTo(503));
        assertThat(passwords.matches("correct horse", hash, another)).isTrue();
    }

    @Test
    void theHashOfNoPasswordIsValidAndCostsAsMuchAsAnyOther() {
        assertThat(Passwords.NO_PASSWORD).hasSameSizeAs(passwords.hash("x"));
        // Throws if it is not a hash at all.
        assertThat(new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2).upgradeEncoding(Passwords.NO_PASSWORD))
                .isFalse();
        assertThat(new Argon2PasswordEncoder(16, 32, 1, 20 * 1024, 2).upgradeEncoding(Passwords.NO_PASSWORD))
                .isTrue();
    }

    @Test
    void aHashForTestsTakesLessMemoryButNotInProduction() {
        DataSize little = DataSize.ofKilobytes(64);
        Passwords cheap = passwords(0, little, false);
        String hash = cheap.hash("correct horse");
        assertThat(hash).startsWith("$argon2id$v=19$m=64,t=2,p=1$");
        assertThat(cheap.matches("correct horse", hash, () -> {})).isTrue();
        // A hash keeps its own parameters.
        assertThat(passwords.matches("correct horse", hash, () -> {})).isTrue();
        assertThatThrownBy(() -> passwords(0, little, true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in production");
        assertThatThrownBy(() -> passwords(0, DataSize.ofKilobytes(63), false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAccentIsTheSameHoweverItIsTyped() {
        assertThat(passwords.matches("pa\u0301ssword", passwords.hash("p\u00e1ssword"), () -> {}))
                .isTrue();
    }

    @Test
    void aFullQueueRefusesWithARetryAfter() {
        String hash = passwords.hash("correct horse");
        // Comes while another request has its turn, and the queue has no room.
        Runnable another = () -> assertThatThrownBy(() -> passwords.matches("x", hash, () -> {}))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.status().value()).isEqualTo(503);
                    assertThat(e.retryAfter()).isNotNull();
                });
        assertThat(passwords.matches("correct horse", hash, another)).isTrue();
        assertThat(passwords.matches("correct horse", hash, () -> {})).isTrue();
    }

    @Test
    void aSignInWaitsForOneSignUpAtMost() throws Exception {
        Passwords busy = passwords(50);
        String hash = busy.hash("correct horse");
        CountDownLatch firstTurnBegan = new CountDownLatch(1);
        CountDownLatch firstTurnEnds = new CountDownLatch(1);
        Thread first = start(() -> busy.matches("x", hash, () -> {
            firstTurnBegan.countDown();
            await(firstTurnEnds);
        }));
        await(firstTurnBegan);
        AtomicInteger signedUp = new AtomicInteger();
        List<Thread> signUps = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            signUps.add(start(() -> {
                busy.hash("correct horse");
                signedUp.incrementAndGet();
            }));
        }
        awaitWaiting(signUps);
        AtomicInteger signedUpBefore = new AtomicInteger(-1);
        // Has the only turn meanwhile, so that each sign-up is either done or waits.
        Runnable turn = () -> {
            Awaitility.await().atMost(SOON).until(() -> signedUp.get() + countWaiting(signUps) == 10);
            signedUpBefore.set(signedUp.get());
        };
        Thread signIn = start(() -> busy.matches("correct horse", hash, turn));
        awaitWaiting(List.of(signIn));

        firstTurnEnds.countDown();
        first.join();
        signIn.join();
        for (Thread thread : signUps) {
            thread.join();
        }
        assertThat(signedUp).hasValue(10);
        assertThat(signedUpBefore).hasValue(1);
    }

    private static Thread start(Runnable work) {
        return Thread.ofPlatform().start(work);
    }

    private static void awaitWaiting(List<Thread> threads) {
        Awaitility.await().atMost(SOON).until(() -> countWaiting(threads) == threads.size());
    }

    private static long countWaiting(List<Thread> threads) {
        return threads.stream()
                .filter(thread -> thread.getState() == Thread.State.TIMED_WAITING)
                .count();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
