package io.holdfast.language;

import com.ibm.icu.util.ULocale;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A language in which there are pages and mails. Each has all messages: the build checks it with {@link MessageCheck}. */
public enum Language {
    ENGLISH("en", "English"),
    GERMAN("de", "Deutsch"),
    FRENCH("fr", "Français"),
    SPANISH("es", "Español"),
    JAPANESE("ja", "日本語"),
    ARABIC("ar", "العربية");

    private static final String COOKIE = "holdfast_language";
    private static final int LONGEST_HEADER = 500;
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9*,;=. \\t-]+");
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private final String tag;
    private final String ownName;

    Language(String tag, String ownName) {
        this.tag = tag;
        this.ownName = ownName;
    }

    /** The tag of BCP 47, such as {@code de}. */
    public String tag() {
        return tag;
    }

    /** The name of the language in that language. */
    public String ownName() {
        return ownName;
    }

    /** How lines run, as HTML writes it: {@code ltr} or {@code rtl}. */
    public String direction() {
        return new ULocale(tag).isRightToLeft() ? "rtl" : "ltr";
    }

    /** Whether its lines run to the left; not so for a language of which there is nothing here. */
    public static boolean isRightToLeft(Locale language) {
        return of(language).orElse(ENGLISH).direction().equals("rtl");
    }

    /** The language without a country. */
    public Locale locale() {
        return Locale.of(tag);
    }

    /** The language of a tag, with or without a country; empty for null and for languages in which there is nothing. */
    public static Optional<Language> of(@Nullable String tag) {
        return tag == null ? Optional.empty() : of(Locale.forLanguageTag(tag));
    }

    /** The language of the locale; empty if there is nothing in it. */
    public static Optional<Language> of(Locale locale) {
        return Arrays.stream(values())
                .filter(language -> language.tag.equals(locale.getLanguage()))
                .findFirst();
    }

    /**
     * The language that the header {@code Accept-Language} of a request asks for, with the country, if there is something in it.
     *
     * @param header null if the request has none
     * @return empty if it asks for none of this list, or cannot be read
     */
    public static Optional<Locale> wanted(@Nullable String header) {
        return wanted(null, header);
    }

    /**
     * The language that someone wants, with the country.
     *
     * @param chosen what was chosen in the pages; it wins over the header
     * @param header {@code Accept-Language}; null if the request has none
     * @return empty if neither names a language of this list
     */
    public static Optional<Locale> wanted(@Nullable Language chosen, @Nullable String header) {
        List<Locale> accepted = accepted(header);
        boolean isKnown = chosen != null
                || accepted.stream().anyMatch(locale -> of(locale).isPresent());
        return isKnown ? Optional.of(choose(chosen, accepted)) : Optional.empty();
    }

    /** The cookie in which browsers keep the tag of the language that was chosen in the pages. */
    public static String cookie(boolean secure) {
        return secure ? "__Host-" + COOKIE : COOKIE;
    }

    private static List<Locale> accepted(@Nullable String header) {
        if (header == null
                || header.length() > LONGEST_HEADER
                || !HEADER.matcher(header).matches()) {
            return List.of();
        }
        try {
            return Locale.LanguageRange.parse(header).stream()
                    .filter(range -> range.getWeight() > 0)
                    .map(range -> Locale.forLanguageTag(range.getRange()))
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /**
     * The language to answer in, with the country whose numbers and dates the reader is used to.
     *
     * @param chosen what the reader chose; it wins over what the browser asks for
     * @param accepted what the browser asks for, the dearest first
     * @return a language of this list, English if none of them is wanted; its country is that of the browser for the same language. It has
     *     nothing else that a client could make up, so there are few of them.
     */
    public static Locale choose(@Nullable Language chosen, List<Locale> accepted) {
        Optional<Locale> wanted = accepted.stream()
                .filter(locale -> of(locale)
                        .filter(language -> chosen == null || language == chosen)
                        .isPresent())
                .findFirst();
        if (wanted.isEmpty()) {
            return (chosen == null ? ENGLISH : chosen).locale();
        }
        String country = wanted.get().getCountry();
        return Locale.of(wanted.get().getLanguage(), COUNTRIES.contains(country) ? country : "");
    }
}
