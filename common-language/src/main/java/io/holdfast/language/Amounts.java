package io.holdfast.language;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;

/** Amounts of money as a language writes them: $65.00, 65,00 $. */
public final class Amounts {

    /** Has the direction of a Latin letter, and no width. */
    private static final String LEFT_TO_RIGHT_MARK = "\u200e";

    private Amounts() {}

    /**
     * @param amount with as many decimals as are shown
     * @param currency its letters, such as EUR
     * @throws IllegalArgumentException when there is no such currency
     */
    public static String of(BigDecimal amount, String currency, Locale language) {
        NumberFormat format = NumberFormat.getCurrencyInstance(language);
        format.setCurrency(Currency.getInstance(currency));
        format.setMinimumFractionDigits(amount.scale());
        format.setMaximumFractionDigits(amount.scale());
        if (format instanceof DecimalFormat decimal && Language.isRightToLeft(language)) {
            keepTogether(decimal);
        }
        return format.format(amount);
    }

    /** A sign after Latin letters, as in US$, would else stand before them where the line runs to the left. */
    private static void keepTogether(DecimalFormat format) {
        DecimalFormatSymbols symbols = format.getDecimalFormatSymbols();
        String symbol = symbols.getCurrencySymbol();
        if (Character.getDirectionality(symbol.codePointAt(0)) == Character.DIRECTIONALITY_LEFT_TO_RIGHT) {
            symbols.setCurrencySymbol(symbol + LEFT_TO_RIGHT_MARK);
            format.setDecimalFormatSymbols(symbols);
        }
    }
}
