package io.holdfast.expiration.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpcomingTimersTests {

    private static final Instant NOW = Instant.parse("2027-01-01T12:00:00Z");

    private final UpcomingTimers upcoming = new UpcomingTimers();

    @Test
    void tellsWhetherATimerIsTheFirstToBeDue() {
        assertThat(upcoming.next()).isEmpty();
        assertThat(upcoming.add(new Deadline(NOW.plusSeconds(5), "b"))).isTrue();
        assertThat(upcoming.add(new Deadline(NOW.plusSeconds(9), "c"))).isFalse();
        assertThat(upcoming.add(new Deadline(NOW.plusSeconds(1), "a"))).isTrue();
        assertThat(upcoming.next()).contains(NOW.plusSeconds(1));
    }

    @Test
    void removesWhatIsDueInOrderAndUpToALimit() {
        upcoming.add(new Deadline(NOW.plusMillis(1), "later"));
        upcoming.add(new Deadline(NOW, "b"));
        upcoming.add(new Deadline(NOW.minusMillis(1), "a"));
        assertThat(upcoming.removeDue(NOW, 1)).containsExactly("a");
        assertThat(upcoming.removeDue(NOW, 10)).containsExactly("b");
        assertThat(upcoming.removeDue(NOW, 10)).isEmpty();
        assertThat(upcoming.next()).contains(NOW.plusMillis(1));
    }

    @Test
    void addsOnlyWhatIsMissing() {
        upcoming.add(new Deadline(NOW, "a"));
        upcoming.addAll(List.of(new Deadline(NOW, "a"), new Deadline(NOW, "b")));
        assertThat(upcoming.removeDue(NOW, 1)).hasSize(1);
        assertThat(upcoming.removeDue(NOW, 1)).hasSize(1);
        assertThat(upcoming.next()).isEmpty();
    }

    /** A look ahead finds a part of the timers only if there are very many. */
    @Test
    void keepsWhatALookAheadDoesNotFind() {
        upcoming.add(new Deadline(NOW, "a"));
        upcoming.addAll(List.of(new Deadline(NOW, "b")));
        assertThat(upcoming.removeDue(NOW, 10)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void isBounded() {
        for (int i = 0; i < UpcomingTimers.MAX_SIZE; i++) {
            upcoming.add(new Deadline(NOW.plusSeconds(1 + i), "t" + i));
        }
        assertThat(upcoming.add(new Deadline(NOW, "first"))).isFalse();
        assertThat(upcoming.next()).contains(NOW.plusSeconds(1));
    }
}
