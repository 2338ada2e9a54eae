package io.holdfast.language;

import java.util.Locale;

/**
 * Keeps what a person typed in one piece where it runs the other way than the words around it, such as a Hebrew name in an English sentence:
 * the isolates of the Unicode bidirectional algorithm (UAX #9).
 */
public final class Isolation {

    private static final char FIRST_STRONG_ISOLATE = '\u2068';
    private static final char POP_DIRECTIONAL_ISOLATE = '\u2069';

    private Isolation() {}

    /** The text; in isolates if it has a letter that runs the other way than the language. */
    public static String of(String text, Locale language) {
        boolean rightToLeft = Language.isRightToLeft(language);
        boolean isForeign = text.codePoints().anyMatch(letter -> runsLeft(letter) != rightToLeft && isStrong(letter));
        return isForeign ? FIRST_STRONG_ISOLATE + text + POP_DIRECTIONAL_ISOLATE : text;
    }

    private static boolean isStrong(int letter) {
        return runsLeft(letter) || Character.getDirectionality(letter) == Character.DIRECTIONALITY_LEFT_TO_RIGHT;
    }

    private static boolean runsLeft(int letter) {
        byte direction = Character.getDirectionality(letter);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }
}
