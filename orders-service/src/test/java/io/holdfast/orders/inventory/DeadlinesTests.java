package io.holdfast.orders.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.orders.inventory.Block.Holder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTests {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration HOLD = Duration.ofMinutes(10);

    private final Deadlines deadlines = new Deadlines(
            List.of(held("late", NOON.minusSeconds(60)), held("early", NOON.minusSeconds(590))), NOON, HOLD);

    @Test
    void returnsEachHoldOnceItsDeadlineHasPassed() {
        assertThat(deadlines.takeDue(NOON.plusSeconds(9), 10)).isEmpty();
        assertThat(deadlines.takeDue(NOON.plusSeconds(10), 10))
                .extracting(OrderUnits::orderId)
                .containsExactly("early");
        assertThat(deadlines.takeDue(NOON.plusSeconds(10), 10)).isEmpty();
    }

    @Test
    void tellsHowLongItIsUntilTheNextDeadline() {
        assertThat(deadlines.untilNext(NOON)).isEqualTo(Duration.ofSeconds(10));
        assertThat(deadlines.untilNext(NOON.plusSeconds(20))).isZero();
    }

    @Test
    void isCompleteUntilALaterHoldCanExpire() {
        assertThat(deadlines.isOutdatedAt(NOON.plus(HOLD).minusMillis(1))).isFalse();
        assertThat(deadlines.isOutdatedAt(NOON.plus(HOLD))).isTrue();
    }

    private static Holder held(String orderId, Instant since) {
        return new Holder(orderId, "event/tier/0", 1, List.of(), since, false, 0);
    }
}
