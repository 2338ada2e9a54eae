package io.holdfast.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JoinedTimesTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en-GB | D, T",
                "en-US | D, T",
                "de-AT | D, T",
                "fr | D, T",
                "es | D, T",
                "ja | D T",
                "ar | D، T",
                "ar-EG | D، T"
            })
    void areJoinedByWhatTheLanguageWritesInBetween(String language, String joined) {
        assertThat(JoinedTimes.of("D", "T", Locale.forLanguageTag(language))).isEqualTo(joined);
    }

    @Test
    void aTownAndItsOffsetAreJoinedAlike() {
        ZoneId zone = ZoneId.of("America/New_York");
        Instant summer = Instant.parse("2026-07-01T12:00:00Z");

        assertThat(ZoneNames.withOffset(zone, summer, Locale.US)).isEqualTo("New York, GMT-4");
        assertThat(ZoneNames.withOffset(zone, summer, Locale.of("ar"))).contains("نيويورك، ");
    }
}
