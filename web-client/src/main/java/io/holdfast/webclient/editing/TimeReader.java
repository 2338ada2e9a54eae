package io.holdfast.webclient.editing;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Reads the times of an event's form, which are typed in the event's zone.
 *
 * @param zone the typed zone; UTC if that is none
 * @param savedZone the zone in which a saved time was shown; null for a new event
 */
record TimeReader(FieldReader fields, ZoneId zone, @Nullable ZoneId savedZone) {

    static TimeReader of(String timezone, FieldReader fields, @Nullable ZoneId savedZone) {
        try {
            return new TimeReader(fields, ZoneId.of(timezone), savedZone);
        } catch (DateTimeException e) {
            fields.reject("timezone", FieldReader.MISSING);
            return new TimeReader(fields, ZoneOffset.UTC, savedZone);
        }
    }

    /**
     * The time that was typed. A saved time that was not touched is returned as it is: what is typed has no seconds, and does
     * not tell the two equal hours apart when the clocks go back.
     *
     * @param saved the event's time before the edit; null if it has none
     * @return null if nothing was typed, or if it is rejected
     */
    @Nullable
    Instant time(String field, String typed, @Nullable Instant saved) {
        if (typed.isEmpty()) {
            return null;
        }
        if (saved != null && zone.equals(savedZone) && typed.equals(EventForm.localTime(saved, zone))) {
            return saved;
        }
        try {
            LocalDateTime local = LocalDateTime.parse(typed);
            if (zone.getRules().getValidOffsets(local).isEmpty()) {
                fields.reject(field, "create.problem.gap", zone.getId().replace('_', ' '));
                return null;
            }
            // Of a time that occurs twice, the first is meant.
            return local.atZone(zone).toInstant();
        } catch (DateTimeException e) {
            fields.reject(field, "create.problem.date");
            return null;
        }
    }

    /** The same for a time that stands whatever the zone: untouched, it stays the saved one also if another zone was typed. */
    @Nullable
    Instant standing(String field, String typed, @Nullable Instant saved) {
        boolean isUntouched = saved != null && savedZone != null && typed.equals(EventForm.localTime(saved, savedZone));
        return isUntouched ? saved : time(field, typed, saved);
    }
}
