package io.holdfast.webclient.editing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DifferenceTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sellBack.allowed",
                "salesPaused",
                "lostDisputesStopTickets",
                "proofOfWork",
                "fee.paidBySeller",
                "tiers[0].taxAdded"
            })
    void switchesAreShownAsSuch(String field) {
        assertThat(new Difference(field, "", List.of(), "yes", "").isSwitch()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "fee.rate", "tiers[0].capacity"})
    void othersAreNot(String field) {
        assertThat(new Difference(field, "", List.of(), "yes", "").isSwitch()).isFalse();
    }

    /** As typed, and as the form writes what is saved. */
    @ParameterizedTest
    @CsvSource({
        "fee.rate, 7.7, '7,7'",
        "tiers[0].taxRate, 19, '19 %'",
        "fee.fixed, 1.50, '1,50'",
        "tiers[0].price, 25.00, 25",
        "tiers[0].capacity, 1000, 1.000",
        "maxPerBuyer, 4, \u0664",
        "sellBack.minutesBefore, 60, \uff16\uff10",
        "waitingRoom.holdersAtOnce, 1000, '1,000'"
    })
    void theSameNumberIsNoDifference(String field, String saved, String typed) {
        assertThat(Difference.isSame(field, saved, typed, "EUR")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"fee.rate, 7.7, 7.8", "tiers[0].capacity, 1000, many", "name, 1000, 1.000", "maxPerBuyer, '', 4"})
    void othersAre(String field, String saved, String typed) {
        assertThat(Difference.isSame(field, saved, typed, "EUR")).isFalse();
    }
}
