package io.holdfast.language;

/**
 * What is kept or sent of a text that may be too long. A character outside the Basic Multilingual Plane has two units in UTF-16; half of one
 * can neither be stored nor sent.
 */
public final class Beginning {

    private Beginning() {}

    /** As much of the text as has at most {@code most} UTF-16 units, which limits count, and whole characters. */
    public static String of(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        boolean cutsOne = most > 0
                && Character.isHighSurrogate(text.charAt(most - 1))
                && Character.isLowSurrogate(text.charAt(most));
        return text.substring(0, cutsOne ? most - 1 : most);
    }
}
