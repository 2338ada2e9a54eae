package io.holdfast.webclient.editing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.Errors;

class TimeReaderTests {

    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

    /** 2:30 for the second time on the day that summer time ends, and half a minute. */
    private static final Instant SAVED = Instant.parse("2030-10-27T01:30:30Z");

    private final Errors errors = new BeanPropertyBindingResult(new EventForm(), EventForm.MODEL_NAME);

    @Test
    void untouchedTimeIsTheSavedOne() {
        assertThat(read("2030-10-27T02:30", SAVED, MADRID)).isEqualTo(SAVED);
        assertThat(read("2030-10-27T02:31", SAVED, MADRID)).isEqualTo("2030-10-27T00:31:00Z");
        assertThat(read("2030-10-27T02:30", SAVED, ZoneId.of("Europe/London"))).isEqualTo("2030-10-27T00:30:00Z");
        assertThat(read("2030-10-27T02:30", null, null)).isEqualTo("2030-10-27T00:30:00Z");
        assertThat(errors.hasErrors()).isFalse();
    }

    @Test
    void untouchedTimeThatStandsIsTheSavedOneInEveryZone() {
        ZoneId london = ZoneId.of("Europe/London");
        assertThat(standing("2030-10-27T01:30", SAVED, london)).isEqualTo(SAVED);
        assertThat(standing("2030-10-27T01:31", SAVED, london)).isEqualTo("2030-10-26T23:31:00Z");
        assertThat(standing("2030-10-27T02:30", SAVED, MADRID)).isEqualTo(SAVED);
        assertThat(standing("", SAVED, london)).isNull();
        assertThat(standing("2030-10-27T02:30", null, null)).isEqualTo("2030-10-27T00:30:00Z");
        assertThat(errors.hasErrors()).isFalse();
    }

    @Test
    void skippedTimeIsRefused() {
        assertThat(read("2031-03-30T02:30", null, null)).isNull();
        assertThat(errors.getFieldError("startsAt"))
                .satisfies(error -> assertThat(error.getCode()).isEqualTo("create.problem.gap"))
                .satisfies(error -> assertThat(error.getArguments()).containsExactly("Europe/Madrid"));
    }

    @Test
    void unknownZoneIsRefused() {
        assertThat(TimeReader.of("Europe/Nowhere", new FieldReader(errors), null)
                        .zone()
                        .getId())
                .isEqualTo("Z");
        assertThat(errors.getFieldError("timezone").getCode()).isEqualTo(FieldReader.MISSING);
    }

    private @Nullable Instant standing(String typed, @Nullable Instant saved, @Nullable ZoneId savedZone) {
        return TimeReader.of("Europe/Madrid", new FieldReader(errors), savedZone)
                .standing("startsAt", typed, saved);
    }

    private @Nullable Instant read(String typed, @Nullable Instant saved, @Nullable ZoneId savedZone) {
        return TimeReader.of("Europe/Madrid", new FieldReader(errors), savedZone)
                .time("startsAt", typed, saved);
    }
}
