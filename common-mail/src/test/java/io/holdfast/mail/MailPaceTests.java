package io.holdfast.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MailPaceTests {

    private static final Duration TOOK = Duration.ofMillis(50);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(11);

    private final MailPace quiet = _ -> Duration.ZERO;
    private final MailPace rush = work -> work.multipliedBy(4);

    @Test
    void aSlotRestsAsLongAsItsMailTookWhileThereIsNothingMoreUrgent() {
        assertThat(MailDelivery.rest(TOOK, SHORT, 3, quiet)).isEqualTo(TOOK);
        assertThat(MailDelivery.rest(Duration.ofSeconds(7), SHORT, 3, quiet)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void allSlotsTogetherRestForLongerInARush() {
        assertThat(MailDelivery.rest(TOOK, SHORT, 1, rush)).isEqualTo(Duration.ofMillis(200));
        assertThat(MailDelivery.rest(TOOK, SHORT, 3, rush)).isEqualTo(Duration.ofMillis(600));
    }

    @Test
    void mailsThatAreLateYieldToNothing() {
        assertThat(MailDelivery.rest(TOOK, LONG, 3, rush)).isEqualTo(TOOK);
    }
}
