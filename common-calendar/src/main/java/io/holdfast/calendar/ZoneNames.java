package io.holdfast.calendar;

import com.ibm.icu.text.TimeZoneFormat;
import com.ibm.icu.text.TimeZoneNames;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/**
 * What people call time zones: by a town whose clocks they know, in the reader's language (the exemplar cities of Unicode's CLDR), not by
 * letters, which mean several zones (CST, IST, PST) and are of the other half of the year in many languages.
 */
public final class ZoneNames {

    private ZoneNames() {}

    /**
     * "New York"; where the clock shows the same time twice that night, "New York, GMT-4"; "GMT-5" for a zone without a town.
     *
     * @param at the time that is shown beside it
     */
    public static String of(ZoneId zone, Instant at, Locale language) {
        return isTwice(zone, at)
                ? withOffset(zone, at, language)
                : town(zone, language).orElseGet(() -> offset(zone, at, language));
    }

    /** Whether the clock shows that time twice that night, so that the town alone does not say when it is. */
    public static boolean isTwice(ZoneId zone, Instant at) {
        return zone.getRules()
                        .getValidOffsets(at.atZone(zone).toLocalDateTime())
                        .size()
                > 1;
    }

    /** "New York, GMT-4", for times that lie before and after a change of the clock. */
    public static String withOffset(ZoneId zone, Instant at, Locale language) {
        String offset = offset(zone, at, language);
        return town(zone, language)
                .map(town -> JoinedTimes.of(town, offset, language))
                .orElse(offset);
    }

    /** Whether the clock is changed between two times, in whichever order. */
    public static boolean changes(ZoneId zone, Instant one, Instant other) {
        return !zone.getRules().getOffset(one).equals(zone.getRules().getOffset(other));
    }

    /** "New York" in the language, or as the zone's id spells it; empty for zones that are none of a place. */
    public static Optional<String> town(ZoneId zone, Locale language) {
        String id = zone.getId();
        String canonical = TimeZone.getCanonicalID(id);
        String known = canonical == null ? id : canonical;
        if (zone instanceof ZoneOffset || !known.contains("/") || known.startsWith("Etc/")) {
            return Optional.empty();
        }
        String town = TimeZoneNames.getInstance(ULocale.forLocale(language)).getExemplarLocationName(known);
        return Optional.of(
                town == null ? known.substring(known.lastIndexOf('/') + 1).replace('_', ' ') : town);
    }

    /** "GMT-4", or as the language has it; "UTC" where it is that. */
    public static String offset(ZoneId zone, Instant at, Locale language) {
        ZoneOffset offset = zone.getRules().getOffset(at);
        return offset.equals(ZoneOffset.UTC)
                ? "UTC"
                : TimeZoneFormat.getInstance(ULocale.forLocale(language))
                        .formatOffsetShortLocalizedGMT(offset.getTotalSeconds() * 1000);
    }
}
