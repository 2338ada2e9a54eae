package io.holdfast.webclient.site;

import io.holdfast.money.Currency;
import io.holdfast.money.TypedAmount;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.i18n.LocaleContextHolder;

/** Amounts of money, and numbers of things, as the visitor types them, in the visitor's language. */
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

    /** How many of something, such as 1000, 1,000 or 1.000: there is no part of a ticket that a mark could come before. Null if it is no number. */
    public static @Nullable Long count(String typed) {
        return switch (TypedAmount.read(typed, 0, "", LocaleContextHolder.getLocale())) {
            case TypedAmount.Read(long number) -> number;
            case TypedAmount.Unclear(List<Long> readings) -> readings.getLast();
            case TypedAmount.TooFine _, TypedAmount.NotAnAmount _ -> null;
        };
    }

    /** The amount as the visitor would type it, such as 25.50, or 25,50 where that is the custom. */
    public static String typed(long minor, String currency) {
        return TypedAmount.write(minor, Currency.digitsOf(currency), LocaleContextHolder.getLocale());
    }
}
