package io.holdfast.webclient.editing;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rates as people type them: 19, 7.7 or 7,7, perhaps with a percent sign. In code they are basis points, hundredths of a percent. */
final class Percents {

    private static final Pattern TYPED = Pattern.compile("(\\d{1,3})([.,]\\d{1,2})?\\s*%?");
    private static final int MOST = 10_000;

    private Percents() {}

    /** The rate in basis points; null if it is none, or more than 100 %. */
    static @Nullable Integer read(String typed) {
        if (!TYPED.matcher(typed).matches()) {
            return null;
        }
        String number = typed.replace("%", "").strip().replace(',', '.');
        int basisPoints = new BigDecimal(number).movePointRight(2).intValueExact();
        return basisPoints > MOST ? null : basisPoints;
    }

    /** The rate as it would be typed. */
    static String typed(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString();
    }
}
