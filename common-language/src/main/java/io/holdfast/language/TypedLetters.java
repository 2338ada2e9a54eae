package io.holdfast.language;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Codes and numbers of letters and digits as people type or copy them, or a camera reads them. */
public final class TypedLetters {

    /** Spaces, dashes of any script, and marks of direction that come along with a copy. */
    private static final Pattern BETWEEN = Pattern.compile("[\\s\\p{Z}\\p{Pd}\\p{Cf}−ー]+");

    private TypedLetters() {}

    /**
     * In capitals of usual width and the digits 0 to 9, whichever script's were typed, without what is between them: O is 0, and I and L are
     * 1, since codes and numbers have no such letters.
     */
    public static String plain(String typed) {
        return BETWEEN.matcher(Digits.plain(Normalizer.normalize(typed, Normalizer.Form.NFKC)))
                .replaceAll("")
                .toUpperCase(Locale.ROOT)
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
    }
}
