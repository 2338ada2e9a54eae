package io.holdfast.orders.mail;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.orders.person.GuestProperties;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class GuestReminderLimiterTests {

    private static final ClientNetwork HERE = ClientNetwork.of("192.0.2.1");
    private static final ClientNetwork ELSEWHERE = ClientNetwork.of("198.51.100.1");

    private final GuestReminderLimiter limiter = new GuestReminderLimiter(
            new GuestProperties(Duration.ofHours(1), 20, 2, 3, Duration.ofDays(60)),
            Clock.fixed(Instant.parse("2026-11-30T12:00:00Z"), ZoneOffset.UTC));

    @Test
    void anAddressGetsFewFromAllNetworks() {
        limiter.count(HERE, "ada@example.org");
        limiter.count(ELSEWHERE, "ada@example.org");

        assertThatThrownBy(() -> limiter.count(HERE, "ada@example.org")).isInstanceOf(ProblemException.class);
        assertThatCode(() -> limiter.count(HERE, "bob@example.org")).doesNotThrowAnyException();
    }

    @Test
    void whatIsGivenBackDoesNotCount() {
        for (int i = 0; i < 10; i++) {
            limiter.count(HERE, "ada@example.org");
            limiter.uncount(HERE, "ada@example.org");
        }
        limiter.count(HERE, "ada@example.org");
        limiter.count(HERE, "ada@example.org");

        assertThatThrownBy(() -> limiter.count(HERE, "ada@example.org")).isInstanceOf(ProblemException.class);
        assertThatCode(() -> limiter.count(HERE, "bob@example.org"))
                .as("what is refused to one address does not count for the network")
                .doesNotThrowAnyException();
    }

    @Test
    void aNetworkHasFewSentToAllAddresses() {
        for (int i = 0; i < 3; i++) {
            limiter.count(HERE, i + "@example.org");
        }

        assertThatThrownBy(() -> limiter.count(HERE, "ada@example.org")).isInstanceOf(ProblemException.class);
        assertThatCode(() -> limiter.count(ELSEWHERE, "ada@example.org")).doesNotThrowAnyException();
    }
}
