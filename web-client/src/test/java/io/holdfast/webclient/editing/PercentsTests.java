package io.holdfast.webclient.editing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentsTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "19|1900|19",
                "7,7|770|7.7",
                "7.75|775|7.75",
                "0|0|0",
                "100|10000|100",
                "19 %|1900|19",
                "5.50%|550|5.5",
                "%19|1900|19",
                "٧٫٥٪|750|7.5",
                "７．７％|770|7.7",
                "२५|2500|25",
                ".5|50|0.5"
            })
    void aRateIsReadAndWritten(String typed, int basisPoints, String written) {
        assertThat(Percents.read(typed)).isEqualTo(basisPoints);
        assertThat(Percents.typed(basisPoints)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "100.01", "101", "7.755", "1e1", "19 percent", "1,900", "%", "%19%"})
    void whatIsNoRateIsRefused(String typed) {
        assertThat(Percents.read(typed)).isNull();
    }
}
