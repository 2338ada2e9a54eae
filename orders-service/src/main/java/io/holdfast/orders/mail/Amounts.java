package io.holdfast.orders.mail;

import io.holdfast.money.Currency;
import java.math.BigDecimal;
import java.util.Locale;

/** Amounts of money in the reader's language. */
final class Amounts {

    private Amounts() {}

    /** @param minorUnits of the currency, such as cents */
    static String of(long minorUnits, String currency, Locale language) {
        BigDecimal amount = BigDecimal.valueOf(minorUnits, Currency.digitsOf(currency));
        return io.holdfast.language.Amounts.of(amount, currency, language);
    }
}
