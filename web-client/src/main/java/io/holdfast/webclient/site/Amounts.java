package io.holdfast.webclient.site;

import java.math.BigDecimal;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** Amounts of money as people type them. */
public final class Amounts {

    private Amounts() {}

    /** The amount in minor units of a text such as 25, 25.50 or 25,50; null if it is not an amount or is negative. */
    public static @Nullable Long parse(String typed, String currency) {
        try {
            int digits = digits(currency);
            // Never a thousands separator: many languages write the decimal sign as a comma.
            BigDecimal amount = new BigDecimal(typed.strip().replace(',', '.'));
            if (amount.signum() < 0 || amount.precision() > 12) {
                return null;
            }
            return amount.movePointRight(digits).longValueExact();
        } catch (ArithmeticException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The amount as it would be typed, such as 25.50. */
    public static String typed(long minor, String currency) {
        try {
            return BigDecimal.valueOf(minor, digits(currency)).toPlainString();
        } catch (IllegalArgumentException e) {
            return BigDecimal.valueOf(minor, 2).toPlainString();
        }
    }

    private static int digits(String currency) {
        return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    }
}
