package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TakenUnitsTests {

    private final TakenUnits units = new TakenUnits(10);

    @Test
    void aRefusalIsRightWhileOrdersMayHaveWhatIsMissing() {
        units.asked(8, 0);

        refuse(3, 5, 6);

        assertThat(units.wrong()).isZero();
        assertThat(units.refusals()).isEqualTo(1);
    }

    @Test
    void aRefusalOfWhatWasFreeAllTheTimeIsWrong() {
        units.asked(8, 0);

        refuse(2, 5, 6);

        assertThat(units.wrong()).isEqualTo(1);
    }

    @Test
    void whatWasGivenUpBeforeIsFree() {
        units.asked(8, 0).over(4);

        refuse(3, 5, 6);

        assertThat(units.wrong()).isEqualTo(1);
    }

    @Test
    void whatIsGivenUpMeanwhileMayBeMissing() {
        units.asked(8, 0).over(5);

        refuse(3, 5, 6);

        assertThat(units.wrong()).isZero();
    }

    @Test
    void whatIsAskedForLaterIsNotMissing() {
        refuse(3, 5, 6);
        units.asked(8, 7);

        assertThat(units.wrong()).isEqualTo(1);
    }

    private void refuse(int number, long asked, long answered) {
        units.refused(units.asked(number, asked), answered);
    }
}
