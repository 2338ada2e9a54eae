package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BuyersFirstTests {

    private final BuyersFirst buyers = new BuyersFirst(() -> 0);

    /** A mail took half a second, as in a rush whose JVM is not warm for it. */
    @Test
    void fourSlotsOfMailsGetAFifthOfAThread() {
        Duration ofAllSlots = Duration.ofMillis(500).multipliedBy(4);
        buyers.claimed();

        assertThat(buyers.restAfterMails(ofAllSlots)).isEqualTo(ofAllSlots.multipliedBy(4));
    }

    /** What others wait for, such as units of a hold that is over, is not put off as a mail is. */
    @Test
    void otherWorkRestsForASecondAtMost() {
        buyers.claimed();

        assertThat(buyers.restAfter(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void workIsHeldUpForItsRest() {
        buyers.claimed();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> buyers.restSince(-Duration.ofSeconds(2).toNanos()))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void nothingRestsWhileThereAreNoBuyers() {
        assertThat(buyers.restAfter(Duration.ofSeconds(2))).isZero();
        assertThat(buyers.restAfterMails(Duration.ofSeconds(2))).isZero();
    }
}
