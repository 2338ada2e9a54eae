package io.holdfast.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZoneNamesTests {

    private static final Instant SUMMER = Instant.parse("2026-07-01T18:00:00Z");
    private static final Instant WINTER = Instant.parse("2026-12-01T18:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "America/New_York,   en, New York",
        "US/Eastern,         en, New York",
        "Asia/Manila,        en, Manila",
        "Asia/Shanghai,      en, Shanghai",
        "Asia/Calcutta,      en, Kolkata",
        "Asia/Kolkata,       en, Kolkata",
        "Europe/Dublin,      en, Dublin",
        "America/St_Johns,   en, St. John’s",
        "America/Argentina/Buenos_Aires, en, Buenos Aires",
        "Europe/Vienna,      de, Wien",
        "Europe/Vienna,      fr, Vienne",
        "Europe/Moscow,      es, Moscú",
        "America/New_York,   ja, ニューヨーク",
        "Africa/Cairo,       ar, القاهرة",
        "Europe/Kyiv,        en, Kyiv"
    })
    void areTowns(String zone, String language, String name) {
        assertThat(ZoneNames.of(ZoneId.of(zone), SUMMER, Locale.forLanguageTag(language)))
                .isEqualTo(name);
        assertThat(ZoneNames.of(ZoneId.of(zone), WINTER, Locale.forLanguageTag(language)))
                .isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"UTC, UTC", "Etc/UTC, UTC", "Etc/GMT+5, GMT-5", "+05:30, GMT+5:30", "Etc/GMT-14, GMT+14"})
    void areOffsetsWhereThereIsNoTown(String zone, String name) {
        assertThat(ZoneNames.of(ZoneId.of(zone), SUMMER, Locale.ENGLISH)).isEqualTo(name);
    }

    @Test
    void ofEveryZoneAreNeitherEmptyNorLetters() {
        for (String id : ZoneId.getAvailableZoneIds()) {
            for (String language : new String[] {"en", "de", "fr", "es", "ja", "ar"}) {
                assertThat(ZoneNames.of(ZoneId.of(id), SUMMER, Locale.forLanguageTag(language)))
                        .as(id)
                        .isNotBlank()
                        .doesNotContain("_", "/")
                        .doesNotMatch("(?!UTC)[A-Z]{2,5}");
            }
        }
    }

    @Test
    void sayTheOffsetOfATimeThatComesTwice() {
        ZoneId zone = ZoneId.of("America/New_York");

        assertThat(ZoneNames.of(zone, Instant.parse("2026-11-01T05:30:00Z"), Locale.ENGLISH))
                .isEqualTo("New York, GMT-4");
        assertThat(ZoneNames.of(zone, Instant.parse("2026-11-01T06:30:00Z"), Locale.ENGLISH))
                .isEqualTo("New York, GMT-5");
        assertThat(ZoneNames.of(zone, Instant.parse("2026-11-01T07:30:00Z"), Locale.ENGLISH))
                .isEqualTo("New York");
    }

    @Test
    void knowWhetherTheClockChangesInBetween() {
        assertThat(ZoneNames.changes(ZoneId.of("Europe/Berlin"), SUMMER, WINTER))
                .isTrue();
        assertThat(ZoneNames.changes(ZoneId.of("Asia/Tokyo"), SUMMER, WINTER)).isFalse();
        assertThat(ZoneNames.changes(ZoneOffset.UTC, SUMMER, WINTER)).isFalse();
        assertThat(ZoneNames.withOffset(ZoneId.of("Europe/Berlin"), SUMMER, Locale.GERMAN))
                .isEqualTo("Berlin, GMT+2");
    }
}
