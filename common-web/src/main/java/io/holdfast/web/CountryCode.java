package io.holdfast.web;

import java.util.Locale;
import java.util.Set;

/** Codes of two letters for countries, of ISO 3166. */
public final class CountryCode {

    private static final Set<String> ALL = Set.of(Locale.getISOCountries());

    private CountryCode() {}

    /** Whether it is the code of a country, in letters of any case. */
    public static boolean isKnown(String code) {
        return ALL.contains(code.toUpperCase(Locale.ROOT));
    }
}
