package io.holdfast.webclient.editing;

import io.holdfast.money.TypedAmount;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;

/**
 * Rates as people type them: 19, 7.7 or 7,7, in the digits of any script, perhaps with a percent sign before or behind. In code they are
 * basis points, hundredths of a percent.
 */
final class Percents {

    private static final Pattern SIGN = Pattern.compile("^\\s*[%٪％]|[%٪％]\\s*$");
    private static final int MOST = 10_000;

    private Percents() {}

    /** The rate in basis points; null if it is none, or more than 100 %. */
    static @Nullable Integer read(String typed) {
        String number = SIGN.matcher(typed).replaceFirst("");
        Long basisPoints =
                TypedAmount.read(number, 2, "", LocaleContextHolder.getLocale()).minorOrNull();
        return basisPoints == null || basisPoints > MOST ? null : Math.toIntExact(basisPoints);
    }

    /** The rate as it would be typed. */
    static String typed(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString();
    }
}
