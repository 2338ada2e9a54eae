package io.holdfast.pdf;

import com.ibm.icu.util.ULocale;
import java.util.Locale;

/** In which direction a language is written. */
final class Direction {

    private Direction() {}

    static boolean isRightToLeft(Locale language) {
        return ULocale.forLocale(language).isRightToLeft();
    }
}
