package io.holdfast.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import biweekly.Biweekly;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What calendars read in the files, by a reader of calendar files. */
class CalendarFileTests {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00.5Z");
    private static final Instant STARTS = Instant.parse("2030-12-05T19:00:00Z");
    private static final Instant ENDS = Instant.parse("2030-12-08T22:30:00Z");

    @Test
    void aCalendarReadsTheEvent() {
        ICalendar calendar = read(entry(3, "Trio; late, very", "Hall 1, Main Street", false));

        assertThat(calendar.validate(biweekly.ICalVersion.V2_0).getWarnings()).isEmpty();
        assertThat(calendar.getMethod().getValue()).isEqualTo("PUBLISH");
        VEvent event = calendar.getEvents().getFirst();
        assertThat(event.getUid().getValue()).isEqualTo("e1@holdfast");
        assertThat(event.getSequence().getValue()).isEqualTo(3);
        assertThat(event.getStatus().isConfirmed()).isTrue();
        assertThat(event.getDateStart().getValue().toInstant()).isEqualTo(STARTS);
        assertThat(event.getDateEnd().getValue().toInstant()).isEqualTo(ENDS);
        assertThat(event.getSummary().getValue()).isEqualTo("Trio; late, very");
        assertThat(event.getLocation().getValue()).isEqualTo("Hall 1, Main Street");
    }

    @Test
    void aCancellationIsALaterVersionOfTheSameEntry() {
        ICalendar before = read(entry(3, "Trio", "Hall", false));
        ICalendar after = read(entry(4, "Trio", "Hall", true));

        assertThat(after.getMethod().getValue()).isEqualTo("CANCEL");
        VEvent event = after.getEvents().getFirst();
        assertThat(event.getStatus().isCancelled()).isTrue();
        assertThat(event.getUid()).isEqualTo(before.getEvents().getFirst().getUid());
        assertThat(event.getSequence().getValue())
                .isGreaterThan(before.getEvents().getFirst().getSequence().getValue());
    }

    @Test
    void timesAreInUtc() {
        assertThat(text(entry(1, "Trio", "Hall", false)))
                .contains("\r\nDTSTART:20301205T190000Z\r\n", "\r\nDTEND:20301208T223000Z\r\n")
                .doesNotContain("TZID", "VTIMEZONE");
    }

    @Test
    void theMediaTypeNamesTheMethod() {
        assertThat(CalendarFile.of(entry(1, "Trio", null, true), NOW).mediaType())
                .isEqualTo("text/calendar;charset=UTF-8;method=CANCEL");
    }

    @Test
    void linesHaveAtMost75Octets() {
        for (String name :
                List.of("A very long night ".repeat(20), "Ελλάδα ".repeat(30), "音楽".repeat(50), "a🎻".repeat(50))) {
            String file = text(entry(1, name, name, false));

            assertThat(file.split("\r\n")).allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= 75);
            assertThat(read(entry(1, name, name, false))
                            .getEvents()
                            .getFirst()
                            .getSummary()
                            .getValue())
                    .isEqualTo(name);
        }
    }

    @Test
    void thereAreNoControlCharacters() {
        String file = text(entry(1, "One\u0000\ttwo\nthree", "\u0007bell", false));

        assertThat(file).contains("SUMMARY:One two\\nthree\r\n", "LOCATION: bell\r\n");
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        assertThat(Arrays.asList(text(entry(1, "Trio", null, false)).split("\r\n")))
                .noneMatch(line -> line.startsWith("LOCATION") || line.startsWith("DESCRIPTION"));
    }

    private static CalendarEntry entry(long version, String name, String place, boolean cancelled) {
        return new CalendarEntry("e1", version, name, STARTS, ENDS, place, null, cancelled);
    }

    private static String text(CalendarEntry entry) {
        return new String(CalendarFile.of(entry, NOW).content(), StandardCharsets.UTF_8);
    }

    private static ICalendar read(CalendarEntry entry) {
        return Biweekly.parse(text(entry)).first();
    }
}
