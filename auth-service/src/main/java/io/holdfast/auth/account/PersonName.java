package io.holdfast.auth.account;

import io.holdfast.web.OneLine;
import io.holdfast.web.ProblemException;
import io.holdfast.web.ReadableText;
import org.jspecify.annotations.Nullable;

/** The name of a person, as it is stored and shown. */
final class PersonName {

    /** In code points, which is what people take for characters. */
    static final int LONGEST = 100;

    private PersonName() {}

    /**
     * The name without spaces around it, and with a space for a tab, which comes along from spreadsheets.
     *
     * @throws ProblemException 400 when it is empty, too long, of several lines, or has characters that hide or turn text
     */
    static String of(String text) {
        String stripped = text.replace('\t', ' ').strip();
        if (!stripped.matches(OneLine.PATTERN)) {
            throw ProblemException.invalid("name", OneLine.MESSAGE);
        }
        if (stripped.isEmpty() || stripped.codePointCount(0, stripped.length()) > LONGEST) {
            throw ProblemException.invalid("name", "must have at most " + LONGEST + " visible characters");
        }
        ReadableText.problemOf(stripped).ifPresent(problem -> {
            throw ProblemException.invalid("name", problem);
        });
        return stripped;
    }

    /** What can be kept of a name that another site tells; null for nothing. */
    static @Nullable String shortened(@Nullable String text) {
        String plain = text == null
                ? ""
                : ReadableText.cleaned(text.replaceAll("\\p{Cntrl}", " ").strip());
        int end = plain.offsetByCodePoints(0, Math.min(LONGEST, plain.codePointCount(0, plain.length())));
        return plain.isEmpty() ? null : plain.substring(0, end).strip();
    }

    /** As {@link #of}, but null for an empty name. */
    static @Nullable String ofOptional(@Nullable String text) {
        return text == null || text.isBlank() ? null : of(text);
    }
}
