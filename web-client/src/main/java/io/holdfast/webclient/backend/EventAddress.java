package io.holdfast.webclient.backend;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.util.UriUtils;

/**
 * The address of an event's page: {@code /events/winter-jazz-festival-hya2ge68v2gdw51xph49vqsdje}. The id decides; the words before it
 * are for people, and are those of the event's name in any script.
 */
public final class EventAddress {

    private static final Pattern ADDRESS = Pattern.compile("(?:.*-)?([0-9a-hjkmnp-tv-z]{26})");
    private static final Pattern OTHER_ID = Pattern.compile("[\\w-]{1,64}");

    private static final Pattern ACCENTS = Pattern.compile("[\\u0300-\\u036f]");
    /** All but a vowel of Thai and Lao, whose compatible letters would stand on the wrong sides of a mark before it. */
    private static final Pattern DECOMPOSED = Pattern.compile("[^ำຳ]+");

    private static final Pattern APOSTROPHES = Pattern.compile("['’]");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
    private static final Pattern HYPHENS_AT_THE_ENDS = Pattern.compile("^-+|-+$");

    /** Of the readable part, in characters. */
    private static final int LONGEST = 60;

    private EventAddress() {}

    /** Finds the id in the last part of an address, with or without a name before it; empty if there can be none. */
    public static Optional<String> idIn(String part) {
        Matcher matcher = ADDRESS.matcher(part);
        if (matcher.matches()) {
            return Optional.of(matcher.group(1));
        }
        return OTHER_ID.matcher(part).matches() ? Optional.of(part) : Optional.empty();
    }

    /** Whether this last part of an address, unescaped, is the one that an event of this id and name has. */
    public static boolean isOf(String id, String name, String part) {
        return part.equals(part(id, name));
    }

    static String of(String id, String name) {
        return "/events/" + UriUtils.encodePathSegment(part(id, name), StandardCharsets.UTF_8);
    }

    private static String part(String id, String name) {
        String words = ADDRESS.matcher(id).matches() ? words(name) : "";
        return words.isEmpty() ? id : words + "-" + id;
    }

    /** Lower-case letters and digits with hyphens between words; accents of Latin, Greek and Cyrillic letters are left out. */
    private static String words(String name) {
        String decomposed = DECOMPOSED
                .matcher(name)
                .replaceAll(part -> Matcher.quoteReplacement(Normalizer.normalize(part.group(), Normalizer.Form.NFKD)));
        String plain = ACCENTS.matcher(decomposed).replaceAll("");
        String lower = Normalizer.normalize(plain, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        String words =
                NO_WORD.matcher(APOSTROPHES.matcher(lower).replaceAll("")).replaceAll("-");
        String beginning = words.codePoints()
                .limit(LONGEST)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return HYPHENS_AT_THE_ENDS.matcher(beginning).replaceAll("");
    }
}
