package io.holdfast.payments.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.payments.settlement.Reading.Window;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReadingTests {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.789Z");
    private static final Instant NOON_SECOND = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration HISTORY = Duration.ofDays(90);

    @Test
    void theHistoryIsReadWindowByWindowAndNoSecondIsLeftOut() {
        Reading reading = Reading.first(NOON, HISTORY, Instant.EPOCH).opened(NOON);
        Instant since = NOON_SECOND.minus(HISTORY);
        assertThat(reading.window()).isEqualTo(new Window(since, since.plus(Reading.LONGEST_WINDOW), null));
        Instant readTo = since;
        while (!reading.booksRead()) {
            Window window = reading.window();
            assertThat(window.from()).isBeforeOrEqualTo(readTo);
            assertThat(window.to()).isAfter(readTo);
            readTo = window.to();
            reading = reading.read(null, NOON).opened(NOON);
        }
        assertThat(readTo).isEqualTo(NOON_SECOND);
        assertThat(reading.upTo()).isEqualTo(NOON_SECOND);
        assertThat(reading.window()).isNull();
    }

    @Test
    void nothingIsComparedFromBeforeTheProviderKeptBooks() {
        assertThat(Reading.first(NOON, HISTORY, NOON.minusSeconds(7)).since()).isEqualTo(NOON_SECOND.minusSeconds(7));
        Instant longAgo = NOON_SECOND.minus(HISTORY);
        assertThat(Reading.first(NOON, HISTORY, longAgo.minusSeconds(7)).since())
                .isEqualTo(longAgo);
    }

    @Test
    void aWindowGoesOnWhereItsLastPageEnded() {
        Reading reading = Reading.first(NOON, Duration.ofDays(1), Instant.EPOCH).opened(NOON);
        Reading second = reading.read("txn_7", NOON);
        assertThat(second.window()).isEqualTo(new Window(NOON_SECOND.minus(Duration.ofDays(1)), NOON_SECOND, "txn_7"));
        assertThat(second.upTo()).as("not before all of it is read").isEqualTo(reading.upTo());
        assertThat(second.opened(NOON.plusSeconds(9)))
                .as("the window does not grow meanwhile")
                .isEqualTo(second);
        assertThat(second.read(null, NOON).upTo()).isEqualTo(NOON_SECOND);
    }

    @Test
    void theNextRoundReadsTheLastHourAgainAndOnceADayTwoDays() {
        Reading read = Reading.first(NOON, HISTORY, Instant.EPOCH);
        while (!read.booksRead()) {
            read = read.opened(NOON).read(null, NOON);
        }
        Instant later = NOON.plus(Duration.ofMinutes(2));
        assertThat(read.opened(later).window())
                .as("the books were read in this round")
                .isNull();
        assertThat(read.nextRound(later).opened(later).window())
                .isEqualTo(
                        new Window(NOON_SECOND.minus(Reading.OVERLAP), NOON_SECOND.plus(Duration.ofMinutes(2)), null));
        Instant tomorrow = NOON.plus(Duration.ofDays(1));
        assertThat(read.nextRound(tomorrow).opened(tomorrow).window())
                .isEqualTo(new Window(
                        NOON_SECOND.minus(Reading.OVERLAP_ONCE_A_DAY), NOON_SECOND.plus(Duration.ofDays(1)), null));
    }

    @Test
    void theNextRoundReadsThePaymentsOfTheLastMinuteAgain() {
        Reading reading = Reading.first(NOON, HISTORY, Instant.EPOCH);
        assertThat(reading.readPayments(NOON, "p7").nextRound(NOON).paymentsAt())
                .isEqualTo(NOON.minusSeconds(60));
        Instant behind = NOON.minusSeconds(600);
        assertThat(reading.readPayments(behind, "p7").nextRound(NOON).paymentsAt())
                .isEqualTo(behind);
    }

    @Test
    void pausesGrowWhileTheProviderDoesNotAnswerAndWhereItWasIsKept() {
        Reading reading =
                Reading.first(NOON, HISTORY, Instant.EPOCH).opened(NOON).read("txn_7", NOON);
        Reading failed = reading;
        Duration last = Duration.ZERO;
        for (int i = 0; i < 80; i++) {
            failed = failed.failed();
            assertThat(failed.backOff()).isGreaterThanOrEqualTo(last);
            last = failed.backOff();
        }
        assertThat(last).isEqualTo(Duration.ofMinutes(10));
        assertThat(failed.window()).isEqualTo(reading.window());
        assertThat(failed.read(null, NOON).failures()).isZero();
    }
}
