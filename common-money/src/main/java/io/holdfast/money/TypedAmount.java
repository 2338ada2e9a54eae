package io.holdfast.money;

import java.math.BigDecimal;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An amount of money as a person typed it: in the digits of any script, with or without separators and the currency's sign.
 *
 * <p>One dot or comma before three digits means a thousand to some and a fraction to others. It is read as the reader's language has it,
 * and otherwise not read at all: {@link Unclear} gives the amounts that may be meant. What else can only be read in one way is read so,
 * in whatever language.
 */
public sealed interface TypedAmount {

    /**
     * It was understood.
     *
     * @param minor minor units, not negative
     */
    record Read(long minor) implements TypedAmount {}

    /**
     * It may mean different amounts.
     *
     * @param readings in minor units, the smaller one first; one alone when it is no amount of the currency otherwise
     */
    record Unclear(List<Long> readings) implements TypedAmount {

        /** Copies. */
        public Unclear {
            readings = List.copyOf(readings);
        }
    }

    /** It is an amount, but finer than the currency has units. */
    record TooFine() implements TypedAmount {}

    /** It is no amount. */
    record NotAnAmount() implements TypedAmount {}

    /**
     * Reads what was typed.
     *
     * @param digits how many decimals the currency has
     * @param currency code of ISO 4217; its sign in the reader's language may be typed, too
     * @param reader whose language tells dots from commas
     */
    static TypedAmount read(String typed, int digits, String currency, Locale reader) {
        return new AmountReader(digits, currency, reader).read(typed);
    }

    /** The amount in minor units; null if it was not understood. */
    default @Nullable Long minorOrNull() {
        return this instanceof Read(long minor) ? Long.valueOf(minor) : null;
    }

    /** An amount as the reader would type it, which is read as the same amount: 25.50, or 25,50 where a comma comes before decimals. */
    static String write(long minor, int digits, Locale reader) {
        String plain = BigDecimal.valueOf(minor, digits).toPlainString();
        return plain.replace('.', DecimalFormatSymbols.getInstance(reader).getDecimalSeparator());
    }
}
