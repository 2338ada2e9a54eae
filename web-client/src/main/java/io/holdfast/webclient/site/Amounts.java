package io.holdfast.webclient.site;

import io.holdfast.money.Currency;
import io.holdfast.money.TypedAmount;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;

/** Amounts of money as the visitor types them, in the visitor's language. */
public final class Amounts {

    private Amounts() {}

    /** What was typed, such as 25, 25.50, 25,50 or 1 000. */
    public static TypedAmount read(String typed, String currency) {
        return TypedAmount.read(typed, Currency.digitsOf(currency), currency, LocaleContextHolder.getLocale());
    }

    /** The amount in minor units; null if it is not an amount, or not understood. */
    public static @Nullable Long parse(String typed, String currency) {
        return read(typed, currency).minorOrNull();
    }

    /** The amount as the visitor would type it, such as 25.50, or 25,50 where that is the custom. */
    public static String typed(long minor, String currency) {
        return TypedAmount.write(minor, Currency.digitsOf(currency), LocaleContextHolder.getLocale());
    }
}
