package io.holdfast.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MailPaceTests {

    private static final Duration TOOK = Duration.ofMillis(50);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(2);

    private final MailPace quiet = _ -> Duration.ZERO;
    private final MailPace rush = work -> work.multipliedBy(4);

    @Test
    void aSlotRestsAsLongAsItsMailTookWhileThereIsNothingMoreUrgent() {
        assertThat(MailDelivery.rest(TOOK, SHORT, quiet)).isEqualTo(TOOK);
        assertThat(MailDelivery.rest(Duration.ofSeconds(7), SHORT, quiet)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aSlotRestsForLongerInARush() {
        assertThat(MailDelivery.rest(TOOK, SHORT, rush)).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void mailsThatAreLateYieldToNothing() {
        assertThat(MailDelivery.rest(TOOK, LONG, rush)).isEqualTo(TOOK);
    }
}
