package io.holdfast.web;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What people may type as a name or a text that others read: something of it can be seen, and nothing in it hides letters, turns those
 * around it or draws over other lines. Marks of direction (U+200E, U+200F, U+061C), joiners (U+200C, U+200D), variation selectors and the tags of flags belong to how
 * languages and emoji are written, and are not refused. Control characters are each field's own affair: some take line breaks.
 */
public final class ReadableText {

    /**
     * Spaces, formats and marks, and letters without a shape: those of Unicode's Default_Ignorable_Code_Point that are none of the former,
     * the empty pattern of Braille, and the place of an object that is not there.
     */
    private static final Pattern SEEN = Pattern.compile("[^\\p{Z}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Mn}\\p{Me}"
            + "\\u115F\\u1160\\u2065\\u2800\\u3164\\uFFA0\\uFFF0-\\uFFFC\\x{E0000}-\\x{E0FFF}]");

    /**
     * What turns text until it is ended, which may be never: embeddings, overrides and isolates; what Unicode deprecates for such ends;
     * annotations between lines; tags that spell an invisible text; and code points that are no characters.
     */
    private static final Pattern HIDDEN = Pattern.compile(
            "[\\u202A-\\u202E\\u2066-\\u2069\\u206A-\\u206F\\uFFF9-\\uFFFB\\uFDD0-\\uFDEF\\x{E0000}-\\x{E007F}]"
                    + "|[\\uFFFE\\uFFFF\\x{1FFFE}\\x{1FFFF}\\x{10FFFE}\\x{10FFFF}]");

    /** Such as those of Scotland and Wales: a black flag, and what it is the flag of in tags. */
    private static final Pattern FLAG =
            Pattern.compile("\\x{1F3F4}[\\x{E0030}-\\x{E0039}\\x{E0061}-\\x{E007A}]{1,6}\\x{E007F}");

    /** More marks on a letter than any language has: they reach into the lines around it. Formats between them keep them there. */
    private static final Pattern PILED =
            Pattern.compile("((?:[\\p{Mn}\\p{Me}]\\p{Cf}*+){10})[\\p{Mn}\\p{Me}][\\p{Mn}\\p{Me}\\p{Cf}]*+");

    private ReadableText() {}

    /** Why a text is refused, to be read after the name of its field; empty if it is not. An empty text is refused. */
    public static Optional<String> problemOf(String text) {
        Matcher hidden = HIDDEN.matcher(FLAG.matcher(text).replaceAll("\u2691"));
        if (hidden.find()) {
            return Optional.of("must not have the hidden character U+%04X"
                    .formatted(hidden.group().codePointAt(0)));
        }
        if (!SEEN.matcher(text).find()) {
            return Optional.of("must have letters that can be seen");
        }
        return PILED.matcher(text).find() ? Optional.of("must not have so many marks on one letter") : Optional.empty();
    }

    /** A text that no person is there to correct, without what is refused; empty if nothing of it can be seen. */
    public static String cleaned(String text) {
        if (problemOf(text).isEmpty()) {
            return text;
        }
        String kept = PILED.matcher(HIDDEN.matcher(text).replaceAll("")).replaceAll("$1");
        return SEEN.matcher(kept).find() ? kept.strip() : "";
    }
}
