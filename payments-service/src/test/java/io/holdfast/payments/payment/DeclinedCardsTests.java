package io.holdfast.payments.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.payments.PaymentsProperties;
import io.holdfast.web.ClientNetwork;
import io.holdfast.web.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DeclinedCardsTests {

    private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");
    private static final ClientNetwork HOME = new ClientNetwork("203.0.113.7");
    private static final Payer ADA = new Payer("ada", HOME);

    private Instant now = NOW;

    private final DeclinedCards declined = new DeclinedCards(defaults(), new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    private static PaymentsProperties defaults() {
        return new Binder(new MapConfigurationPropertySource())
                .bindOrCreate("holdfast.payments", PaymentsProperties.class);
    }

    @Test
    void aBuyerMayHaveTenCardsDeclinedAndWaitsThen() {
        decline(ADA, 9);
        assertThat(declined.allows(ADA)).isTrue();
        decline(ADA, 1);

        assertThatThrownBy(() -> declined.check(ADA)).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.status().value()).isEqualTo(429);
            assertThat(problem.retryAfter()).isEqualTo(Duration.ofMinutes(10));
        });
        assertThat(declined.allows(new Payer("ada", new ClientNetwork("198.51.100.1"))))
                .as("from elsewhere")
                .isFalse();
        assertThat(declined.allows(new Payer("bob", HOME))).isTrue();
        now = NOW.plus(Duration.ofMinutes(10));
        assertThat(declined.allows(ADA)).isTrue();
    }

    @Test
    void oneBuyerDoesNotUseUpWhatANetworkMay() {
        for (int i = 0; i < 1_000; i++) {
            declined.count(ADA);
        }
        decline(new Payer("bob", HOME), 1);

        assertThat(declined.allows(new Payer("bob", HOME))).isTrue();
    }

    @Test
    void inANetworkWithManyDeclinesABuyersFirstCardIsTried() {
        for (int i = 0; i < 100; i++) {
            decline(new Payer("robot" + i, HOME), 1);
        }

        assertThat(declined.allows(new Payer("robot7", HOME))).isFalse();
        Payer bob = new Payer("bob", HOME);
        assertThat(declined.allows(bob)).isTrue();
        decline(bob, 1);
        assertThat(declined.allows(bob)).isFalse();
        Payer elsewhere = new Payer("eve", new ClientNetwork("198.51.100.1"));
        decline(elsewhere, 1);
        assertThat(declined.allows(elsewhere)).isTrue();
    }

    private void decline(Payer payer, int times) {
        for (int i = 0; i < times; i++) {
            declined.check(payer);
            declined.count(payer);
        }
    }
}
