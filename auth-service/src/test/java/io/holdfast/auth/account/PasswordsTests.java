package io.holdfast.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.auth.AuthProperties;
import io.holdfast.web.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;

class PasswordsTests {

    private final Passwords passwords = new Passwords(new AuthProperties(
            Duration.ofMinutes(15),
            Duration.ofDays(30),
            new AuthProperties.Hashing(1, 0, Duration.ofSeconds(5)),
            new AuthProperties.Keys(Duration.ofDays(30), Duration.ofSeconds(15)),
            new AuthProperties.Failures(Duration.ofMinutes(15), 3, 5, 100)));

    @Test
    void aHashSaysHowItWasMadeAndMatchesItsPasswordOnly() {
        String hash = passwords.hash("correct horse");
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(passwords.hash("correct horse")).isNotEqualTo(hash);
        assertThat(passwords.matches("correct horse", hash, () -> {})).isTrue();
        assertThat(passwords.matches("correct horsf", hash, () -> {})).isFalse();
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
}
