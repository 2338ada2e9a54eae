package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** How far a clock is from the database's is measured, logged, and made up for. */
@ExtendWith(OutputCaptureExtension.class)
class ClockSkewTests {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Duration TOLERANCE = Duration.ofSeconds(15);

    private final SteppedClock clock = new SteppedClock();
    private @Nullable Instant databaseTime = NOON;
    private Duration answerTakes = Duration.ofMillis(20);
    private final ClockSkew skew = new ClockSkew(this::answer, clock);

    @Test
    void clocksThatAgreeHaveNone(CapturedOutput output) {
        clock.now = NOON.minusMillis(10);
        skew.measure();
        assertThat(skew.ahead()).isZero();
        assertThat(skew.databaseClock().instant()).isEqualTo(clock.now);
        assertThat(output).doesNotContain("The clock of this machine");
    }

    @Test
    void aClockThatIsBehindIsCorrected(CapturedOutput output) {
        clock.now = NOON.minusSeconds(40);
        skew.measure();
        assertThat(skew.ahead()).isEqualTo(Duration.ofMillis(-39_980));
        assertThat(skew.isWithin(TOLERANCE)).isFalse();
        assertThat(skew.databaseClock().instant()).isEqualTo(NOON);
        assertThat(output).contains("The clock of this machine is PT39.98S behind that of the database");
    }

    @Test
    void aClockThatIsAheadIsCorrectedUntilItIsSetRight(CapturedOutput output) {
        clock.now = NOON.plusSeconds(40);
        skew.measure();
        assertThat(skew.ahead()).isEqualTo(Duration.ofSeconds(40));
        assertThat(skew.isWithin(TOLERANCE)).isFalse();
        assertThat(skew.databaseClock().instant()).isEqualTo(NOON.plus(answerTakes));

        clock.now = NOON;
        skew.measure();
        assertThat(skew.isWithin(TOLERANCE)).isTrue();
        assertThat(skew.databaseClock().instant()).isEqualTo(clock.now);
        assertThat(output).contains("ahead of that of the database").contains("agrees with that of the database again");
    }

    @Test
    void aSmallSkewIsLeft() {
        clock.now = NOON.plusSeconds(1);
        skew.measure();
        assertThat(skew.isWithin(TOLERANCE)).isTrue();
        assertThat(skew.databaseClock().instant()).isEqualTo(clock.now);
    }

    @Test
    void aVagueMeasurementAndNoAnswerChangeNothing() {
        clock.now = NOON.plusSeconds(40);
        skew.measure();
        answerTakes = Duration.ofSeconds(3);
        clock.now = NOON;
        skew.measure();
        databaseTime = null;
        skew.measure();
        assertThat(skew.ahead()).isEqualTo(Duration.ofSeconds(40));
    }

    private @Nullable Instant answer() {
        clock.now = clock.now.plus(answerTakes);
        return databaseTime;
    }

    private static final class SteppedClock extends Clock {

        private Instant now = NOON;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
