package io.holdfast.webclient.site;

import java.math.BigDecimal;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** Amounts of money as people type them. */
public final class Amounts {

    private Amounts() {}

    /** Minor units of what was typed, such as 25, 25.50 or 25,50; null if it is no amount, or below zero. */
    public static @Nullable Long parse(String typed, String currency) {
        try {
            int digits = digits(currency);
            // Nobody types thousands into such a field: a comma is the decimal sign of those who write it so.
            BigDecimal amount = new BigDecimal(typed.strip().replace(',', '.'));
            if (amount.signum() < 0 || amount.precision() > 12) {
                return null;
            }
            return amount.movePointRight(digits).longValueExact();
        } catch (ArithmeticException | IllegalArgumentException e) {
            return null;
        }
    }

    /** As it would be typed: 25.50. */
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
