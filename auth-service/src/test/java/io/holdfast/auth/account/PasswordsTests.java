package io.holdfast.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.auth.AuthProperties;
import io.holdfast.web.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

class PasswordsTests {

    private final Passwords passwords = passwords(0);

    private static Passwords passwords(int queue) {
        return new Passwords(new AuthProperties(
                Duration.ofMinutes(15),
                Duration.ofDays(30),
                new AuthProperties.Hashing(1, queue, Duration.ofMinutes(1)),
                new AuthProperties.Keys(Duration.ofDays(30), Duration.ofSeconds(15)),
                new AuthProperties.Failures(Duration.ofMinutes(15), 3, 5, 100),
                new AuthProperties.SignUps(Duration.ofMinutes(1), 30, 100)));
    }

    @Test
    void aHashSaysHowItWasMadeAndMatchesItsPasswordOnly() {
        String hash = passwords.hash("correct horse");
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(passwords.hash("correct horse")).isNotEqualTo(hash);
        assertThat(passwords.matches("correct horse", hash, () -> {})).isTrue();
        assertThat(passwords.matches("correct horsf", hash, () -> {})).isFalse();
    }

    @Test
    void aPasswordIsReplacedOnlyByWhoKnowsIt() {
        String hash = passwords.hash("correct horse");
        assertThat(passwords.replace("correct horsf", hash, "battery staple", () -> {}))
                .isEmpty();
        assertThat(passwords.replace("correct horse", hash, "battery staple", () -> {}))
                .hasValueSatisfying(other -> assertThat(passwords.matches("battery staple", other, () -> {}))
                        .isTrue());
    }

    @Test
    void whoReplacesAPasswordWaitsInTheSameLine() {
        String hash = passwords.hash("correct horse");
        // While another one is being served, with no place to wait.
        Runnable another = () -> assertThatThrownBy(() -> passwords.replace("correct horse", hash, "x", () -> {}))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.status().value()).isEqualTo(503));
        assertThat(passwords.matches("correct horse", hash, another)).isTrue();
    }

    @Test
    void nobodysHashIsReadAndWorksAsHardAsAnyOther() {
        assertThat(Passwords.NOBODYS).hasSameSizeAs(passwords.hash("x"));
        // Throws if it is not a hash at all.
        assertThat(new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2).upgradeEncoding(Passwords.NOBODYS))
                .isFalse();
        assertThat(new Argon2PasswordEncoder(16, 32, 1, 20 * 1024, 2).upgradeEncoding(Passwords.NOBODYS))
                .isTrue();
    }

    @Test
    void anAccentIsTheSameHoweverItIsTyped() {
        assertThat(passwords.matches("pa\u0301ssword", passwords.hash("p\u00e1ssword"), () -> {}))
                .isTrue();
    }

    @Test
    void whoFindsTheQueueFullIsShed() {
        String hash = passwords.hash("correct horse");
        // Asks while another one is being served, with no place to wait.
        Runnable another = () -> assertThatThrownBy(() -> passwords.matches("x", hash, () -> {}))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.status().value()).isEqualTo(503);
                    assertThat(e.retryAfter()).isNotNull();
                });
        assertThat(passwords.matches("correct horse", hash, another)).isTrue();
        assertThat(passwords.matches("correct horse", hash, () -> {})).isTrue();
    }

    @Test
    void whoHasAnAccountIsNotKeptWaitingByThoseWhoMakeOne() throws Exception {
        Passwords busy = passwords(50);
        String hash = busy.hash("correct horse");
        CountDownLatch served = new CountDownLatch(1);
        Thread first = start(() -> busy.matches("x", hash, () -> await(served)));
        List<String> finished = Collections.synchronizedList(new ArrayList<>());
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(start(() -> finished.add("new: " + busy.hash("correct horse"))));
        }
        awaitWaiting(waiting);
        waiting.add(start(() -> finished.add("old: " + busy.matches("correct horse", hash, () -> {}))));
        awaitWaiting(waiting);

        served.countDown();
        first.join();
        for (Thread thread : waiting) {
            thread.join();
        }
        // One new account had its turn before.
        assertThat(finished).hasSize(11);
        assertThat(finished.indexOf("old: true")).isEqualTo(1);
    }

    private static Thread start(Runnable work) {
        return Thread.ofPlatform().start(work);
    }

    private static void awaitWaiting(List<Thread> threads) {
        Awaitility.await()
                .until(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
