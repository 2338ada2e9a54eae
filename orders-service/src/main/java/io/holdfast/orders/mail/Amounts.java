package io.holdfast.orders.mail;

import io.holdfast.money.Currency;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.Locale;

/** Amounts of money in the reader's language. */
final class Amounts {

    private Amounts() {}

    /** @param minorUnits of the currency, such as cents */
    static String of(long minorUnits, String currency, Locale language) {
        NumberFormat format = NumberFormat.getCurrencyInstance(language);
        format.setCurrency(java.util.Currency.getInstance(currency));
        int digits = Currency.digitsOf(currency);
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(BigDecimal.valueOf(minorUnits, digits));
    }
}
