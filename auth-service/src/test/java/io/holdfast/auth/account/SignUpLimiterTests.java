package io.holdfast.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.auth.AuthProperties;
import io.holdfast.web.ProblemException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SignUpLimiterTests {

    private Instant now = Instant.parse("2026-11-22T20:00:00Z");
    private final SignUpLimiter signUps = signUps(3);

    private SignUpLimiter signUps(int perAddress) {
        return new SignUpLimiter(
                new AuthProperties(
                        Duration.ofMinutes(15),
                        Duration.ofDays(30),
                        Duration.ofDays(14),
                        new AuthProperties.Hashing(1, 0, Duration.ZERO, AuthProperties.Hashing.MEMORY),
                        new AuthProperties.Keys(Duration.ofDays(30), Duration.ofSeconds(15)),
                        new AuthProperties.Failures(Duration.ofMinutes(15), 3, 5, 100),
                        new AuthProperties.SignUps(Duration.ofMinutes(1), perAddress, 5, 100),
                        new AuthProperties.MailRequests(Duration.ofHours(1), 5, 100, 100),
                        new AuthProperties.Erasure(
                                URI.create("http://localhost"), URI.create("http://localhost"), Duration.ofSeconds(1))),
                ((InstantSource) () -> now).withZone(ZoneOffset.UTC));
    }

    @Test
    void anAddressAtItsLimitWaitsUntilTheWindowIsOver() {
        make("1.2.3.4", 3);
        now = now.plusSeconds(20);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> signUps.count("1.2.3.4")).isInstanceOfSatisfying(ProblemException.class, e -> {
                assertThat(e.status().value()).isEqualTo(429);
                assertThat(e.code()).isEqualTo("rate-limited");
                assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(40));
            });
        }
        now = now.plusSeconds(40);
        assertThatCode(() -> make("1.2.3.4", 3)).doesNotThrowAnyException();
    }

    @Test
    void eachAddressIsCountedSeparately() {
        make("1.2.3.4", 3);
        assertThatCode(() -> make("5.6.7.8", 3)).doesNotThrowAnyException();
    }

    @Test
    void anIpv6NetworkIsOneAddress() {
        make("2001:db8:1:2::1", 1);
        make("2001:db8:1:2::2", 2);
        assertThatThrownBy(() -> signUps.count("2001:db8:1:2:ffff::9")).isInstanceOf(ProblemException.class);
        assertThatCode(() -> signUps.count("2001:db8:1:3::1")).doesNotThrowAnyException();
    }

    @Test
    void zeroIsNoLimit() {
        SignUpLimiter unlimited = signUps(0);
        for (int i = 0; i < 1_000; i++) {
            assertThatCode(() -> unlimited.count("1.2.3.4")).doesNotThrowAnyException();
        }
    }

    /** Or addresses could be tried without end where only the limit of accounts is in the way. */
    @Test
    void addressesThatAreTakenHaveALimitOfTheirOwn() {
        SignUpLimiter unlimited = signUps(0);
        for (int i = 0; i < 5; i++) {
            unlimited.countTaken("1.2.3.4");
        }
        assertThatThrownBy(() -> unlimited.countTaken("1.2.3.4")).isInstanceOf(ProblemException.class);
        assertThatCode(() -> unlimited.count("1.2.3.4")).doesNotThrowAnyException();
        assertThatCode(() -> unlimited.countTaken("5.6.7.8")).doesNotThrowAnyException();
    }

    private void make(String address, int times) {
        for (int i = 0; i < times; i++) {
            signUps.count(address);
        }
    }
}
