package io.holdfast.orders.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.orders.waiting.EntryView.Estimate;
import io.holdfast.orders.waiting.WaitingRoom.Outline;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How long people are told that they may have to wait. */
class EstimateTests {

    private static final Instant DRAWN = Instant.parse("2027-01-01T12:00:00Z");
    private static final Duration PASS = Duration.ofMinutes(5);

    @Test
    void isBetweenTwoThirdsAndTwiceOfThePaceOfTheLastMinute() {
        Admissions admissions = Admissions.NONE;
        for (int second = 0; second < 180; second++) {
            admissions = admissions.admit(second < 120 ? 10 : 1, DRAWN.plusSeconds(second), PASS);
        }

        Estimate estimate = RoomViews.estimate(120, outline(admissions), DRAWN.plusSeconds(180));

        // 59 in the last minute: the one at its first instant is not in it.
        assertThat(estimate).isEqualTo(new Estimate(81, 244));
    }

    @Test
    void isOfTheTimeSinceTheDrawWhenThatIsLessThanAMinute() {
        Admissions admissions = Admissions.NONE.admit(30, DRAWN.plusSeconds(5), PASS);

        assertThat(RoomViews.estimate(60, outline(admissions), DRAWN.plusSeconds(10)))
                .isEqualTo(new Estimate(13, 40));
    }

    @Test
    void isNotGivenWhileItCannotBeTold() {
        assertThat(RoomViews.estimate(60, new Outline(90, 0, null, null, Admissions.NONE), DRAWN))
                .isNull();
        assertThat(RoomViews.estimate(60, outline(Admissions.NONE), DRAWN.plusSeconds(10)))
                .isNull();
        assertThat(RoomViews.estimate(60, outline(Admissions.NONE.admit(2, DRAWN, PASS)), DRAWN.plusSeconds(10)))
                .isNull();
        assertThat(RoomViews.estimate(60, outline(Admissions.NONE.admit(50, DRAWN, PASS)), DRAWN.plusSeconds(90)))
                .as("none was admitted lately")
                .isNull();
    }

    private static Outline outline(Admissions admissions) {
        return new Outline(5_000, 4_000, "00", DRAWN, admissions);
    }
}
