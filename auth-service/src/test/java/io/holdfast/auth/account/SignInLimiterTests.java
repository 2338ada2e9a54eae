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

class SignInLimiterTests {

    private static final EmailAddress ADA = EmailAddress.of("ada@example.org");
    private static final EmailAddress BOB = EmailAddress.of("bob@example.org");

    private Instant now = Instant.parse("2026-11-22T20:00:00Z");
    private final SignInLimiter limiter = new SignInLimiter(
            new AuthProperties(
                    Duration.ofMinutes(15),
                    Duration.ofDays(30),
                    Duration.ofDays(14),
                    new AuthProperties.Hashing(1, 0, Duration.ZERO, AuthProperties.Hashing.MEMORY),
                    new AuthProperties.Keys(Duration.ofDays(30), Duration.ofSeconds(15)),
                    new AuthProperties.Failures(Duration.ofMinutes(15), 3, 5, 100),
                    new AuthProperties.SignUps(Duration.ofMinutes(1), 30, 5, 100),
                    new AuthProperties.MailRequests(Duration.ofHours(1), 5, 100, 100),
                    new AuthProperties.Erasure(
                            URI.create("http://localhost"), URI.create("http://localhost"), Duration.ofSeconds(1))),
            ((InstantSource) () -> now).withZone(ZoneOffset.UTC));

    @Test
    void failuresOnOneAccountAreLimitedForAWhile() {
        fail("1.2.3.4", ADA, 3);
        now = now.plusSeconds(60);
        assertThatThrownBy(() -> limiter.check("1.2.3.4", ADA)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.status().value()).isEqualTo(429);
            assertThat(e.retryAfter()).isEqualTo(Duration.ofMinutes(14));
        });
        now = now.plus(Duration.ofMinutes(15));
        assertThatCode(() -> limiter.check("1.2.3.4", ADA)).doesNotThrowAnyException();
    }

    @Test
    void otherClientsAndOtherAccountsAreNotLimited() {
        fail("1.2.3.4", ADA, 3);
        assertThatCode(() -> limiter.check("5.6.7.8", ADA)).doesNotThrowAnyException();
        assertThatCode(() -> limiter.check("1.2.3.4", BOB)).doesNotThrowAnyException();
    }

    @Test
    void failuresOfOneAddressOnManyAccountsAreLimitedToo() {
        for (int i = 0; i < 5; i++) {
            fail("1.2.3.4", EmailAddress.of("u" + i + "@example.org"), 1);
        }
        assertThatThrownBy(() -> limiter.check("1.2.3.4", ADA)).isInstanceOf(ProblemException.class);
    }

    @Test
    void theRightPasswordResetsTheCount() {
        fail("1.2.3.4", ADA, 2);
        limiter.recordSuccess("1.2.3.4", ADA);
        fail("1.2.3.4", ADA, 2);
        assertThatCode(() -> limiter.check("1.2.3.4", ADA)).doesNotThrowAnyException();
    }

    @Test
    void memoryIsBounded() {
        for (int i = 0; i < 10_000; i++) {
            limiter.recordFailure("10.0." + i / 256 + "." + i % 256, ADA);
        }
        assertThat(limiter.size()).isLessThanOrEqualTo(100);
    }

    private void fail(String address, EmailAddress email, int times) {
        for (int i = 0; i < times; i++) {
            limiter.recordFailure(address, email);
        }
    }
}
